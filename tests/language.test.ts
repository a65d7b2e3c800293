import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfigFileAndWriteSchema } from '@lit/localize-tools/lib/config.js';
import { RuntimeLitLocalizer } from '@lit/localize-tools/lib/modes/runtime.js';
import { describe, expect, it } from 'vitest';
import { coreSentences } from '../scripts/language/coreSentences';
import sentences from '../src/ui/language/sentences.de.json';
import { templates } from '../src/ui/language/generated/de';

const ROOT = join(import.meta.dirname, '..');
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].toSorted();

describe('German of the page', () => {
  const config = readConfigFileAndWriteSchema(join(ROOT, 'lit-localize.json'));
  const { output } = config;
  if (output.mode !== 'runtime') throw new Error('lit-localize.json asks for another mode');
  const localizer = new RuntimeLitLocalizer({ ...config, output });
  const { messages, errors } = localizer.extractSourceMessages();
  const [german = []] = [...localizer.readTranslationsSync().translations.values()];
  const inSource = new Map(messages.map(({ name, contents }) => [name, contents]));
  const words = (contents: (typeof messages)[number]['contents']): string =>
    contents.map((part) => (typeof part === 'string' ? part : '…')).join('');

  it('finds every msg()', () => {
    expect(errors.map(({ messageText }) => messageText)).toEqual([]);
    expect(messages.length).toBeGreaterThan(500);
  });

  // `npm run language` puts new messages into de.xlf; their <target> is written by hand, and the command run once more.
  it('has a target for each', () => {
    const known = new Set(german.map(({ name }) => name));
    expect(messages.filter(({ name }) => !known.has(name)).map(({ contents }) => words(contents))).toEqual(
      [],
    );
  });

  it('has none that the page does not say any more', () => {
    expect(german.filter(({ name }) => !inSource.has(name)).map(({ contents }) => words(contents))).toEqual(
      [],
    );
  });

  it('is built into the module that the page loads', () => {
    expect(Object.keys(templates).toSorted()).toEqual([...inSource.keys()].toSorted());
    const xliff = readFileSync(join(ROOT, 'src/ui/language/de.xlf'), 'utf8');
    for (const [name, template] of Object.entries(templates)) {
      if (typeof template !== 'string') continue;
      const target = new RegExp(`id="${name}">\\s*<source>.*?</source>\\s*<target>(.*?)</target>`, 's').exec(
        xliff,
      );
      const text = target?.[1]?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      expect(template).toBe(text);
    }
  });
});

describe('German of the sentences from below the page', () => {
  const needed = coreSentences(ROOT);
  const known: Readonly<Record<string, string>> = sentences;

  // `npx tsx scripts/language/sentences.ts` lists them; the German is written into sentences.de.json by hand.
  it('is complete', () => {
    expect(needed.length).toBeGreaterThan(1000);
    expect(needed.filter((sentence) => !(sentence in known))).toEqual([]);
  });

  it('has none that nothing says any more', () => {
    const all = new Set(needed);
    expect(Object.keys(known).filter((sentence) => !all.has(sentence))).toEqual([]);
  });

  it('carries no value that the sentence does not have', () => {
    const wrong = Object.entries(known).filter(([english, german]) => {
      const carried = placeholders(english);
      return placeholders(german).some((value) => !carried.includes(value));
    });
    expect(wrong).toEqual([]);
  });
});
