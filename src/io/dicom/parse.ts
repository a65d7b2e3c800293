import type dcmjsModule from 'dcmjs';
import type { DcmjsDict, DcmjsFile, DcmjsReadStream } from 'dcmjs';
import { IsocenterError } from '../../geometry';
import type { NamedBytes } from '../types';
import { Dataset } from './dataset';
import { TAG } from './tags';

type Dcmjs = typeof dcmjsModule;

const PAST_THE_END = 'the file ends within a value';

let loaded: Promise<Dcmjs> | undefined;

/** Loads dcmjs when the first DICOM file appears, and keeps it from writing remarks to the console. */
export function loadDcmjs(): Promise<Dcmjs> {
  return (loaded ??= import('dcmjs').then(({ default: dcmjs }) => {
    dcmjs.log.setLevel('silent', false);
    dcmjs.log.getLogger('validation.dcmjs').setLevel('silent', false);
    refuseReadingPastTheEnd(dcmjs.data.ReadBufferStream.prototype);
    return dcmjs;
  }));
}

/**
 * dcmjs 0.51 fills what a cut-off file lacks with zeros, half an image of them without a word, and allocates whatever
 * length a damaged header names. Its read streams get the missing check.
 */
function refuseReadingPastTheEnd(stream: DcmjsReadStream): void {
  const { getBuffer, increment } = stream;
  stream.getBuffer = function (this: DcmjsReadStream, start, end) {
    if (end > this.endOffset) throw new Error(PAST_THE_END);
    return getBuffer.call(this, start, end);
  };
  stream.increment = function (this: DcmjsReadStream, step) {
    if (this.offset + step > this.endOffset) throw new Error(PAST_THE_END);
    return increment.call(this, step);
  };
}

export interface DicomFile {
  readonly name: string;
  readonly transferSyntax: string;
  readonly mediaStorageSopClass: string;
  readonly dataset: Dataset;
  /** Header and data set as they were read, by tag without comma. */
  readonly elements: DcmjsDict;
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

/** Parses one file. Throws `dicom-truncated` or `dicom-damaged`. */
export function parseDicom(dcmjs: Dcmjs, file: NamedBytes): DicomFile {
  try {
    const { meta, dict } = readFile(dcmjs, ownBuffer(file.bytes));
    const header = new Dataset(meta);
    return {
      name: file.name,
      transferSyntax: header.text(TAG.TransferSyntaxUID),
      mediaStorageSopClass: header.text(TAG.MediaStorageSOPClassUID),
      dataset: new Dataset(dict),
      elements: { ...meta, ...dict },
    };
  } catch (cause) {
    const cut = cause instanceof Error && cause.message === PAST_THE_END;
    throw new IsocenterError(
      cut ? 'dicom-truncated' : 'dicom-damaged',
      `The DICOM file "${file.name}" is ${cut ? 'cut off' : 'damaged or cut off'}.`,
      'Copy or export the series again.',
      { cause },
    );
  }
}
