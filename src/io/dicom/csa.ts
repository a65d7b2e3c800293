/**
 * Reads the Siemens CSA header (format `SV10`), the private block that alone tells how many slices a mosaic holds.
 * Layout after nibabel's description of it (https://nipy.org/nibabel/dicom/siemens_csa.html).
 * Returns the values of every element; null when the bytes are not such a header.
 */
export function readCsaHeader(bytes: Uint8Array): Map<string, string[]> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ascii = (at: number, length: number): string => {
    let text = '';
    for (let i = at; i < at + length && view.getUint8(i) !== 0; i++)
      text += String.fromCharCode(view.getUint8(i));
    return text;
  };
  const elements = new Map<string, string[]>();
  try {
    if (ascii(0, 4) !== 'SV10') return null;
    const count = view.getUint32(8, true);
    let at = 16;
    for (let i = 0; i < count; i++) {
      const name = ascii(at, 64);
      const items = view.getUint32(at + 76, true);
      at += 84;
      const values: string[] = [];
      for (let item = 0; item < items; item++) {
        const length = view.getUint32(at + 4, true);
        at += 16;
        const value = ascii(at, length).trim();
        if (value) values.push(value);
        at += Math.ceil(length / 4) * 4;
      }
      elements.set(name, values);
    }
    return elements;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
