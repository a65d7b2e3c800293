import { digestOf, type CaseState } from '../exercise';
import type { DicomTag, NamedBytes } from '../io';
import type { ScanCircumstances, Series } from '../scanner';
import type { CaseStore } from './caseStore';

export type ExportFormat = 'dicom' | 'nifti';

/** Finished series as files for other programs. */
export class ExportActions {
  readonly #store: CaseStore;

  constructor(store: CaseStore) {
    this.#store = store;
  }

  /**
   * Null when it failed; the error is shown.
   * @param name of the file, without its ending
   */
  async file(format: ExportFormat, series: Series, name: string): Promise<NamedBytes | null> {
    return this.#try(async () => {
      const { dicomArchive, niftiFile } = await import('./exportFiles');
      return format === 'nifti'
        ? niftiFile(name, series)
        : dicomArchive(name, series, this.#circumstances(series));
    });
  }

  /** What the exported DICOM file of a slice (0-based) says; null when it failed. */
  async tags(series: Series, slice: number): Promise<readonly DicomTag[] | null> {
    return this.#try(async () => {
      const { dicomTags } = await import('./exportFiles');
      return dicomTags(series, this.#circumstances(series), slice);
    });
  }

  async #try<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.#store.showError(error);
      return null;
    }
  }

  /** One study an exam; its series are numbered in the order they were acquired. */
  #circumstances(series: Series): ScanCircumstances {
    const exam: CaseState = this.#store.case;
    const acquired = exam.series.find((candidate) => candidate.series === series);
    const all = [...exam.localizer, ...exam.series.map((candidate) => candidate.series)];
    const startedAt = new Date(this.#store.startedAt).toISOString();
    return {
      patientName: patientName(exam),
      saturationBands: acquired?.saturationBands ?? [],
      companions: acquired?.companions ?? [],
      // A repeated run differs in its noise only.
      further: { startedAt, seed: series.seed },
      exam: `${exam.scenario?.id ?? ''} ${startedAt}`,
      number: all.indexOf(series) + 1,
    };
  }
}

/**
 * The name of a phantom tells what is wrong with it, and may not leave an exam before it is handed in. Files of one patient carry one name, whenever
 * they were written.
 */
const patientName = ({ patient }: CaseState): string =>
  patient?.kind === 'phantom'
    ? `Virtual patient ${digestOf(patient.name).slice(0, 6)}`
    : (patient?.name ?? '');
