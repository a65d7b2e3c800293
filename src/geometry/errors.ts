/**
 * An expected failure: something a person did or brought that the program cannot use.
 * `message` is one plain sentence for the screen, `hint` the way on. A bug throws a plain `Error`.
 */
export class IsocenterError extends Error {
  /** @param code stable, kebab-case, e.g. `dicom-missing-slice` */
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'IsocenterError';
  }
}

/** Narrows unknown thrown values to expected failures. Works on errors that crossed a worker boundary. */
export function isIsocenterError(error: unknown): error is IsocenterError {
  return error instanceof Error && error.name === 'IsocenterError' && 'code' in error && 'hint' in error;
}
