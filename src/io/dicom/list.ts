import type { DcmjsElement } from 'dcmjs';
import type { NamedBytes } from '../types';
import { loadDcmjs, parseDicom } from './parse';

/** One attribute of a DICOM file, in words. */
export interface DicomTag {
  /** e.g. `(0018,0080)` */
  readonly tag: string;
  /** The dictionary's keyword, e.g. `RepetitionTime`; empty for a private attribute. */
  readonly keyword: string;
  /** Value representation, e.g. `DS`. */
  readonly vr: string;
  /** Values parted by a backslash, as DICOM has them; how much there is of what is no text. */
  readonly value: string;
}

function valueText({ Value: values = [] }: DcmjsElement): string {
  return values
    .map((value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
      if (typeof value === 'object' && value !== null) return Object.values(value).join('=');
      return String(value);
    })
    .join('\\');
}

/** Everything that a file says, header first, in the order of its tags. Throws `dicom-truncated` or `dicom-damaged`. */
export async function listDicomTags(file: NamedBytes): Promise<DicomTag[]> {
  const dcmjs = await loadDcmjs();
  const { dictionary } = dcmjs.data.DicomMetaDictionary;
  const { elements } = parseDicom(dcmjs, file);
  return Object.entries(elements)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, element]) => {
      const tag = `(${key.slice(0, 4)},${key.slice(4)})`;
      return { tag, keyword: dictionary[tag]?.name ?? '', vr: element.vr, value: valueText(element) };
    });
}
