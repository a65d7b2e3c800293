/** The versions of SCORM that packages are made for; the API of 2004 is the same in all its editions. */
export const SCORM_VERSIONS = ['1.2', '2004'] as const;
export type ScormVersion = (typeof SCORM_VERSIONS)[number];

/** A learning system's run-time, whatever its version calls the functions. Everything is text and answers at once. */
export interface ScormRuntime {
  readonly version: ScormVersion;
  initialize(): boolean;
  get(element: string): string;
  set(element: string, value: string): boolean;
  commit(): boolean;
  terminate(): boolean;
  /** Number and words of what was refused last, e.g. `405: Incorrect Data Type`. */
  lastError(): string;
}

type Call = (...values: string[]) => string;

/** What the object of each version has to offer, in the order of `ScormRuntime`; then code and words of an error. */
const FUNCTIONS = {
  '1.2': [
    ...['LMSInitialize', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSFinish'],
    ...['LMSGetLastError', 'LMSGetErrorString'],
  ],
  '2004': [
    ...['Initialize', 'GetValue', 'SetValue', 'Commit', 'Terminate'],
    ...['GetLastError', 'GetErrorString'],
  ],
} as const;

/** Name by which a window holds the object. */
export const API_NAME: Record<ScormVersion, string> = { '1.2': 'API', '2004': 'API_1484_11' };

/** The run-time behind an object found in a window; null where it lacks one of the functions. */
export function scormRuntime(version: ScormVersion, api: unknown): ScormRuntime | null {
  if (typeof api !== 'object' || api === null) return null;
  // Looked up with every call: some systems put the real functions in later.
  const names: readonly string[] = FUNCTIONS[version];
  const lookUp = (name: string | undefined): unknown => Reflect.get(api, name ?? '');
  if (!names.every((name) => isFunction(lookUp(name)))) return null;
  let thrown: string | null = null;
  // One that throws, as over a lost connection, has refused.
  const call =
    (index: number): Call =>
    (...values) => {
      try {
        thrown = null;
        const found = lookUp(names[index]);
        return isFunction(found) ? String(found.apply(api, values)) : '';
      } catch (error) {
        thrown = String(error);
        return '';
      }
    };
  // Java applets and some systems give booleans back.
  const agrees = (index: number, ...values: string[]): boolean => call(index)(...values) === 'true';
  return {
    version,
    initialize: () => agrees(0, ''),
    get: call(1),
    set: (element, value) => agrees(2, element, value),
    commit: () => agrees(3, ''),
    terminate: () => agrees(4, ''),
    lastError: () => {
      if (thrown !== null) return thrown;
      const code = call(5)();
      return `${code}: ${call(6)(code)}`;
    },
  };
}

const isFunction = (value: unknown): value is (...values: string[]) => unknown => typeof value === 'function';
