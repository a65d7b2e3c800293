/** The parts of untyped packages that are used here. */
declare module 'dcmjs' {
  interface DcmjsElement {
    vr: string;
    Value?: unknown[];
  }
  type DcmjsDict = Record<string, DcmjsElement>;
  interface DcmjsFile {
    meta: DcmjsDict;
    dict: DcmjsDict;
    write(options?: { allowInvalidVRLength?: boolean; fragmentMultiframe?: boolean }): ArrayBuffer;
  }
  interface DcmjsLogger {
    setLevel(level: string, persist: boolean): void;
    getLogger(name: string): DcmjsLogger;
  }
  interface DcmjsReadStream {
    readonly endOffset: number;
    readonly offset: number;
    getBuffer(start: number, end: number): ArrayBuffer;
    increment(step: number): number;
  }
  const dcmjs: {
    data: {
      ReadBufferStream: { readonly prototype: DcmjsReadStream };
      DicomMessage: {
        readFile(buffer: ArrayBuffer, options?: { ignoreErrors?: boolean }): DcmjsFile;
      };
      DicomDict: new (meta: DcmjsDict) => DcmjsFile;
      DicomMetaDictionary: {
        /** By tag as `(0018,0080)`. */
        readonly dictionary: Readonly<Record<string, { readonly name: string } | undefined>>;
      };
    };
    log: DcmjsLogger;
  };
  export default dcmjs;
  export type { DcmjsDict, DcmjsElement, DcmjsFile, DcmjsReadStream };
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    readonly xDim: number;
    readonly yDim: number;
    readonly numComp: number;
    decompress(buffer: ArrayBuffer, offset: number, length: number): ArrayBuffer;
  }
}

interface EmscriptenImageDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

declare module '@cornerstonejs/codec-charls/decode' {
  export default function load(options: object): Promise<{ JpegLSDecoder: new () => EmscriptenImageDecoder }>;
}

declare module '@cornerstonejs/codec-openjpeg/decode' {
  export default function load(options: object): Promise<{ J2KDecoder: new () => EmscriptenImageDecoder }>;
}
