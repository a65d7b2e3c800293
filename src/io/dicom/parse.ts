import type { DcmjsFile } from 'dcmjs';
import { IsocenterError } from '../../geometry';
import type { NamedBytes } from '../types';
import { Dataset } from './dataset';
import { TAG } from './tags';

type Dcmjs = (typeof import('dcmjs'))['default'];

/** Loads dcmjs when the first DICOM file appears, and keeps it from writing remarks to the console. */
export async function loadDcmjs(): Promise<Dcmjs> {
  const { default: dcmjs } = await import('dcmjs');
  dcmjs.log.setLevel('silent', false);
  dcmjs.log.getLogger('validation.dcmjs').setLevel('silent', false);
  return dcmjs;
}

export interface DicomFile {
  readonly name: string;
  readonly transferSyntax: string;
  readonly mediaStorageSopClass: string;
  readonly dataset: Dataset;
}

/** The bytes as a buffer of their own, without copying when they already are one. */
const ownBuffer = (bytes: Uint8Array): ArrayBuffer =>
  bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? bytes.buffer
    : (bytes.slice().buffer as ArrayBuffer);

/** dcmjs refuses character sets it cannot decode; names of people do not matter here, so those are read on. */
function readFile(dcmjs: Dcmjs, buffer: ArrayBuffer): DcmjsFile {
  try {
    return dcmjs.data.DicomMessage.readFile(buffer, { ignoreErrors: false });
  } catch (error) {
    if (!(error instanceof Error) || !/character set/.test(error.message)) throw error;
    return dcmjs.data.DicomMessage.readFile(buffer, { ignoreErrors: true });
  }
}

/** Parses one file. Throws `dicom-damaged` when it is cut off or not what its header says. */
export function parseDicom(dcmjs: Dcmjs, file: NamedBytes): DicomFile {
  try {
    const { meta, dict } = readFile(dcmjs, ownBuffer(file.bytes));
    const header = new Dataset(meta);
    return {
      name: file.name,
      transferSyntax: header.text(TAG.TransferSyntaxUID),
      mediaStorageSopClass: header.text(TAG.MediaStorageSOPClassUID),
      dataset: new Dataset(dict),
    };
  } catch (cause) {
    throw new IsocenterError(
      'dicom-damaged',
      `The DICOM file "${file.name}" is damaged or cut off.`,
      'Copy or export the series again.',
      { cause },
    );
  }
}
