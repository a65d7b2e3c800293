import axe from 'axe-core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { CaseController } from '../app';
import { fakeEngines, OUTCOME, OWN_VOLUME, SCENARIO } from '../app/testing';
import { chooseLanguage, preferredLanguage, speak } from './language';
import xliff from './language/de.xlf?raw';
import sentences from './language/sentences.de.json';
import { IsoApp } from '.';

let app: IsoApp;

beforeEach(async () => {
  await page.viewport(1280, 800);
  app = new IsoApp();
  app.controller = new CaseController(fakeEngines(), [SCENARIO, OWN_VOLUME]);
  document.body.append(app);
  await app.updateComplete;
});
afterEach(() => app.remove());
afterAll(async () => {
  localStorage.clear();
  await speak('en');
});

const by = (id: string) => page.getByTestId(id);

/** What the test's own exam and engines say, which is English and no word of the program. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
const OWN_WORDS = new Set([...textsIn([SCENARIO, OWN_VOLUME, OUTCOME]), 'The disc is 10 mm high.']);

const isPattern = (source: string): boolean => /\{\d+\}/.test(source);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** English sources whose German differs, as they would stand on the page. */
const ENGLISH = [
  ...[...xliff.matchAll(/<source>(.*?)<\/source>\s*<target>(.*?)<\/target>/gs)].map(
    ([, source = '', target = '']) => [
      source.replace(/<x id="(\d+)"[^>]*\/>/g, '{$1}'),
      target.replace(/<x id="(\d+)"[^>]*\/>/g, '{$1}'),
    ],
  ),
  ...Object.entries(sentences),
]
  .filter(([source = '', target]) => source !== target && source.replace(/\{\d+\}/g, '').trim().length > 3)
  .map(([source = '']) => source.trim());
const WHOLE = new Set(ENGLISH.filter((source) => !isPattern(source)));
const PATTERNS = ENGLISH.filter(
  (source) => isPattern(source) && source.replace(/\{\d+\}/g, '').length > 8,
).map(
  (source) =>
    new RegExp(
      `^${source
        .split(/\{\d+\}/)
        .map(escaped)
        .join('.+')}$`,
      's',
    ),
);
/** Words that German does not have: a sentence that nobody wrapped has one sooner or later. */
const ENGLISH_WORDS = /\b(the|and|of|is|are|with|your|you|from|this|that|not|it|each|before|until)\b/i;

function* textsOnPage(): Generator<string> {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node instanceof Element) {
      if (['STYLE', 'SCRIPT'].includes(node.nodeName)) continue;
      for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt'])
        if (node.hasAttribute(name)) yield node.getAttribute(name) ?? '';
    } else if (!['STYLE', 'SCRIPT'].includes(node.parentNode?.nodeName ?? '')) yield node.textContent ?? '';
  }
}

function englishLeft(): string[] {
  const left = [...textsOnPage()]
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter((text) => !OWN_WORDS.has(text))
    .filter(
      (text) => WHOLE.has(text) || ENGLISH_WORDS.test(text) || PATTERNS.some((pattern) => pattern.test(text)),
    );
  return [...new Set(left)];
}

describe('the page in German', () => {
  it('turns at once, says so to assistive technology, and comes back German', async () => {
    await by('language').click();
    await by('language-de').click();
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Patienten wählen');
    expect(document.documentElement.lang).toBe('de');
    expect(preferredLanguage()).toBe('de');
    await by('language').click();
    await by('language-en').click();
    await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Choose a patient');
    expect(document.documentElement.lang).toBe('en');
    expect(preferredLanguage()).toBe('en');
  });

  it('leaves no English on the start page, while planning, or in the score', async () => {
    await chooseLanguage('de');
    await app.updateComplete;
    await expect.poll(englishLeft, { message: 'start' }).toEqual([]);
    await by('scenario-straight').click();
    await expect.element(by('begin')).toBeVisible();
    expect(englishLeft(), 'beginning').toEqual([]);
    await by('begin').click();
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('show-ai-plan').click();
    await expect.poll(englishLeft, { message: 'planning' }).toEqual([]);
    await by('run-sag-t2').click();
    await expect.element(by('step-sag-t2')).toHaveAttribute('data-state', 'done');
    await expect.poll(englishLeft, { message: 'after a run' }).toEqual([]);
    const { violations } = await axe.run(document.body, { rules: { 'document-title': { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await by('submit').click();
    await expect.element(by('mark')).toBeVisible();
    await expect.poll(englishLeft, { message: 'score' }).toEqual([]);
  });

  it('writes decimals with a comma', async () => {
    await chooseLanguage('de');
    await by('scenario-straight').click();
    await by('begin').click();
    await expect.element(by('ai-status')).toHaveAttribute('data-status', 'ready');
    await by('place-sagittal').click();
    await by('place-L4-L5').click();
    await by('submit').click();
    await expect.element(by('score-L4-L5')).toHaveTextContent('−3,2°');
  });
});
