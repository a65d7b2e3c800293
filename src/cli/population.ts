import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { IsocenterError } from '../geometry';
import { parsePopulation, type Population } from '../patient';

const FOLDER = new URL('../../phantoms/populations/', import.meta.url);

/** Reads a shipped population by name (`clinic`), or one of the user's by its path. */
export async function readPopulation(nameOrPath: string): Promise<Population> {
  const shipped = new URL(`${encodeURIComponent(nameOrPath)}.json`, FOLDER);
  const file = existsSync(shipped) ? shipped : nameOrPath;
  if (!existsSync(file))
    throw new IsocenterError(
      'population-missing',
      `There is no population "${nameOrPath}".`,
      'Name a shipped one, such as clinic, or give the path of a population file.',
    );
  const text = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new IsocenterError(
      'population-invalid',
      `"${nameOrPath}" is not JSON.`,
      'Compare with phantoms/populations/clinic.json.',
      { cause },
    );
  }
  return parsePopulation(json);
}
