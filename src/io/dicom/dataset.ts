import type { DcmjsDict } from 'dcmjs';
import type { Vec3 } from '../../geometry';

/** Typed reading of one DICOM data set (or sequence item). Tags are eight hex digits, upper case. */
export class Dataset {
  constructor(private readonly dict: DcmjsDict) {}

  has(tag: string): boolean {
    return this.values(tag).length > 0;
  }

  private values(tag: string): readonly unknown[] {
    const value: unknown = this.dict[tag]?.Value;
    return Array.isArray(value) ? value : [];
  }

  /** All values as text; multi-valued text is kept apart. */
  texts(tag: string): string[] {
    return this.values(tag)
      .filter((value) => typeof value === 'string' || typeof value === 'number')
      .map((value) => String(value).replace(/\0/g, '').trim());
  }

  /** The first value as text, or the empty string. */
  text(tag: string): string {
    return this.texts(tag)[0] ?? '';
  }

  /** All values as numbers; something that is no number becomes NaN, an empty value is left out. */
  numbers(tag: string): number[] {
    return this.values(tag)
      .filter((value) => value !== null && value !== '' && !(value instanceof ArrayBuffer))
      .map(Number);
  }

  number(tag: string): number | undefined {
    return this.numbers(tag)[0];
  }

  vector(tag: string): Vec3 | undefined {
    const [x, y, z] = this.numbers(tag);
    return x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
  }

  /** Items of a sequence. */
  items(tag: string): Dataset[] {
    return this.values(tag)
      .filter((item): item is DcmjsDict => typeof item === 'object' && item !== null)
      .map((item) => new Dataset(item));
  }

  /** Binary values: one for plain pixel data, one a fragment or frame for encapsulated. */
  binary(tag: string): Uint8Array[] {
    return this.values(tag)
      .flat()
      .filter((value) => value instanceof ArrayBuffer || value instanceof Uint8Array)
      .map((value) => (value instanceof Uint8Array ? value : new Uint8Array(value)));
  }

  /** The block of a private creator, e.g. `10`, so that its elements are at group + block + offset. */
  privateBlock(group: string, creator: string): string | undefined {
    for (let block = 0x10; block <= 0xff; block++) {
      const hex = block.toString(16).toUpperCase();
      if (this.text(`${group}00${hex}`) === creator) return hex;
    }
    return undefined;
  }
}
