import type { FieldStrengthT } from '../../src/scanner';
import { discSlice, oneSlice, phantom, sequence, show } from './bench';
import { montage, type Shot } from './montage';

const SAGITTAL = [
  't2-tse-sag',
  't1-tse-sag',
  'stir-sag',
  't1-fs-tse-sag',
  't2-dixon-sag',
  't2-space-sag',
  'pd-se-sag',
] as const;
const AXIAL = ['t2-tse-ax', 't1-tse-ax', 'myelo-bssfp-ax'] as const;
const FIELDS: readonly FieldStrengthT[] = [0.55, 1.5, 3];

/** Every preset, and one of them at each field. */
export function protocols(folder: string): string {
  const patient = phantom('normal');
  const sagittal = SAGITTAL.map((name): Shot => {
    const seq = sequence(name);
    return {
      name: `sequence-${name}`,
      caption: seq.label,
      grey: show(patient, oneSlice(patient, 'sagittal', seq), seq),
    };
  });
  const axial = AXIAL.map((name): Shot => {
    const seq = sequence(name);
    return {
      name: `sequence-${name}`,
      caption: seq.label,
      grey: show(patient, discSlice(patient, 'L4-L5', seq), seq),
    };
  });
  const coronal = sequence('t2-tse-cor');
  const localizer = sequence('localizer-gre');
  const others: Shot[] = [
    {
      name: 'sequence-t2-tse-cor',
      caption: coronal.label,
      grey: show(patient, oneSlice(patient, 'coronal', coronal), coronal),
    },
    {
      name: 'sequence-localizer-gre',
      caption: localizer.label,
      grey: show(patient, oneSlice(patient, 'sagittal', localizer), localizer),
    },
  ];
  const fields = FIELDS.map((field): Shot => {
    const seq = sequence('t2-tse-sag', field);
    return {
      name: `field-${field}`,
      caption: `${seq.label}, ${field} T`,
      grey: show(patient, oneSlice(patient, 'sagittal', seq), seq),
    };
  });
  return `### Sequences at 1.5 T\n\n${montage(folder, [...sagittal, ...axial, ...others], 4)}\n\n### Fields\n\n${montage(folder, fields, 3)}`;
}
