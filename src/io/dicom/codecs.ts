import { IsocenterError } from '../../geometry';
import { decodeRle } from './rle';

/** What a decoder has to know, and to keep to. */
export interface CodecFrame {
  readonly columns: number;
  readonly rows: number;
  readonly bytesPerValue: number;
}

/** Returns little-endian stored values, one component; `bytesPerValue` may be fewer than asked for. */
type Decode = (bytes: Uint8Array, frame: CodecFrame) => Promise<Uint8Array>;

type DecoderClass = new () => EmscriptenImageDecoder;

/** The codecs' remarks stay off the console: the command line prints JSON there. */
const QUIET = { print: () => undefined, printErr: () => undefined };

/** Loads the codec at its first use and keeps it. */
function decodeWith(load: () => Promise<DecoderClass>): Decode {
  let loaded: Promise<DecoderClass> | undefined;
  return async (bytes, { columns, rows }) => {
    const decoder = new (await (loaded ??= load()))();
    try {
      decoder.getEncodedBuffer(bytes.byteLength).set(bytes);
      decoder.decode();
      const { width, height, componentCount } = decoder.getFrameInfo();
      if (width !== columns || height !== rows || componentCount !== 1)
        throw new Error('unexpected image size');
      // A view into the decoder's memory, which goes with it.
      return decoder.getDecodedBuffer().slice();
    } finally {
      decoder.delete();
    }
  };
}

// The packages' builds without a .wasm file beside them: they load alike in Node, in workers and in bundled pages.
const jpegLs = decodeWith(async () => {
  const { default: load } = await import('@cornerstonejs/codec-charls/decode');
  return (await load(QUIET)).JpegLSDecoder;
});

const jpeg2000 = decodeWith(async () => {
  const { default: load } = await import('@cornerstonejs/codec-openjpeg/decode');
  return (await load(QUIET)).J2KDecoder;
});

const jpegLossless: Decode = async (bytes, { columns, rows }) => {
  const { Decoder } = await import('jpeg-lossless-decoder-js');
  const decoder = new Decoder();
  const own = bytes.slice();
  const out = decoder.decompress(own.buffer, 0, own.byteLength);
  if (decoder.xDim !== columns || decoder.yDim !== rows || decoder.numComp !== 1) {
    throw new Error('unexpected image size');
  }
  return new Uint8Array(out);
};

const rle: Decode = (bytes, { columns, rows, bytesPerValue }) =>
  Promise.resolve(decodeRle(bytes, columns * rows, bytesPerValue));

interface TransferSyntax {
  readonly name: string;
  /** Absent: understood by name only. */
  readonly decode?: Decode;
  readonly native?: 'little' | 'big';
}

const SYNTAXES: Record<string, TransferSyntax> = {
  '1.2.840.10008.1.2': { name: 'Implicit VR Little Endian', native: 'little' },
  '1.2.840.10008.1.2.1': { name: 'Explicit VR Little Endian', native: 'little' },
  '1.2.840.10008.1.2.1.99': { name: 'Deflated Explicit VR Little Endian', native: 'little' },
  '1.2.840.10008.1.2.2': { name: 'Explicit VR Big Endian', native: 'big' },
  '1.2.840.10008.1.2.5': { name: 'RLE Lossless', decode: rle },
  '1.2.840.10008.1.2.4.50': { name: 'JPEG Baseline (lossy)' },
  '1.2.840.10008.1.2.4.51': { name: 'JPEG Extended (lossy)' },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG Lossless', decode: jpegLossless },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG Lossless', decode: jpegLossless },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS Lossless', decode: jpegLs },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS Near-Lossless', decode: jpegLs },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 Lossless', decode: jpeg2000 },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', decode: jpeg2000 },
  '1.2.840.10008.1.2.4.201': { name: 'High-Throughput JPEG 2000 Lossless' },
  '1.2.840.10008.1.2.4.202': { name: 'High-Throughput JPEG 2000 Lossless (RPCL)' },
  '1.2.840.10008.1.2.4.203': { name: 'High-Throughput JPEG 2000' },
  '1.2.840.10008.1.2.4.110': { name: 'JPEG XL Lossless' },
  '1.2.840.10008.1.2.4.112': { name: 'JPEG XL' },
};

/** The syntax's decoder or byte order. Throws `dicom-transfer-syntax` naming one that cannot be read. */
export function transferSyntax(uid: string): TransferSyntax {
  const syntax = SYNTAXES[uid];
  if (syntax?.native || syntax?.decode) return syntax;
  throw new IsocenterError(
    'dicom-transfer-syntax',
    `The images are compressed in a way that is not supported: ${syntax?.name ?? `transfer syntax ${uid || 'missing'}`}.`,
    'Decompress the series first, e.g. with dcmdjpeg or gdcmconv --raw.',
  );
}

/** Decodes one compressed frame. Throws `dicom-damaged-pixels`. */
export async function decodeFrame(
  syntax: TransferSyntax & { readonly decode: Decode },
  bytes: Uint8Array,
  frame: CodecFrame,
): Promise<Uint8Array> {
  try {
    return await syntax.decode(bytes, frame);
  } catch (cause) {
    throw new IsocenterError(
      'dicom-damaged-pixels',
      `A compressed image (${syntax.name}) is damaged.`,
      'Copy or export the series again.',
      { cause },
    );
  }
}
