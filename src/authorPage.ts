import type { AppEngines } from './app';
import {
  AuthorController,
  createDraftPainter,
  IndexedDbDraftStore,
  trialConsole,
  type AuthorEngines,
} from './app/author';
import type { Scenario } from './exercise';
import { IsoAuthor } from './ui/author';

/** What the page has that an author can refer to. */
export interface AuthorPageOptions extends Pick<AuthorEngines, 'definitionOf'> {
  readonly engines: AppEngines;
  readonly scenarios: readonly Scenario[];
  readonly phantoms: readonly string[];
  readonly populations: readonly string[];
}

/** 32 hexadecimal digits nobody can guess. */
const randomSecret = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** The author's page with its workers and its store; loaded when it is first opened. */
export function createAuthorPage(options: AuthorPageOptions): IsoAuthor {
  const { engines, scenarios, phantoms, populations, definitionOf } = options;
  const page = new IsoAuthor();
  page.controller = new AuthorController({
    store: new IndexedDbDraftStore(),
    painter: createDraftPainter(),
    scenarios,
    library: {
      phantoms,
      populations,
      modules: [...new Set(scenarios.flatMap(({ module }) => module ?? []))],
    },
    definitionOf,
    trialConsole: (scenario) => trialConsole(engines, scenario),
    secret: randomSecret,
    clock: engines.clock,
  });
  return page;
}
