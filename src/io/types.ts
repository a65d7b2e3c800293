import type { Volume } from '../volume';

/** A file as the reader gets it: from a drop, a folder or a worker message. */
export interface NamedBytes {
  /** File name or path; only for messages and for pairing a header with its data file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ImageSource = 'dicom' | 'nifti' | 'metaimage' | 'nrrd';

/** A volume as a file gave it, in patient LPS mm. */
export interface ImportedVolume extends Volume {
  /** Short name for a list: the file's name, or the series' number and description. */
  readonly name: string;
  readonly source: ImageSource;
  /** Empty when the format or the file does not say. */
  readonly seriesDescription: string;
  /** DICOM modality, e.g. `MR`; empty when the format does not say. */
  readonly modality: string;
  /** Sentences a person should see: what was read, but not as the file promised. */
  readonly warnings: readonly string[];
}

/** A file that is not part of any volume, and why. */
export interface SkippedFile {
  readonly name: string;
  readonly reason: string;
}

export interface ReadResult {
  /** Never empty: a reader that finds nothing throws. */
  readonly volumes: readonly ImportedVolume[];
  readonly skipped: readonly SkippedFile[];
}

/** Finds the file that a detached header names, by the last part of its path. */
export type FindData = (name: string) => Uint8Array | undefined;
