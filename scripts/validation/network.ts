import { join } from 'node:path';
import { shippedModels, weightBytes } from '../evaluate/model';
import type { Measurements } from '../evaluate/results';
import { readJson } from '../evaluate/store';
import { planeTable, stackTable } from '../evaluate/tables';
import { targetsOf, verdict } from '../evaluate/targets';

const MEASURED = join(import.meta.dirname, '../../models/lumbar-vnet/measured.json');

/** The network part of the page: a summary of what `npm run evaluate` has measured. */
export function networkPart(): string {
  const measured = readJson(MEASURED) as Partial<Measurements> | undefined;
  const { phantoms, real, slices, networks, date } = measured ?? {};
  if (!phantoms || !real || !slices || !networks || !date)
    throw new Error('nothing was measured: run `npm run evaluate -- --card` first');
  const all: Measurements = { phantoms, real, slices, networks, date };
  const shipped = shippedModels().map(({ weights }) => weights.sha256);
  if (networks.some(({ sha256 }) => !shipped.includes(sha256)))
    throw new Error('other weights were measured than are shipped: run `npm run evaluate -- --card`');
  const targets = targetsOf(all, weightBytes());
  const met = targets.filter((target) => verdict(target).startsWith('met'));
  return `Measured on ${date} by \`npm run evaluate\`: ${networks.map(({ name, version }) => `${name} ${version}`).join(' and ')} through the product
on ${phantoms.length} unseen phantoms, ${real.length} real test patients and single pictures; ${met.length} of ${targets.length} figures asked for are met.
Every figure, every case and the worst ones as pictures: [the model's card](../models/lumbar-vnet/card.md).

### Mean Dice on the phantoms, points 1 mm apart

${stackTable(all)}

### Levels and planes against truth

${planeTable(all)}

### Imports

\`tests/io/dicom-cases.test.ts\` reads every reference series and holds its corners (0.02 mm) and values to an independent
converter's; \`tests/io\` holds NIfTI, MetaImage and NRRD to files written by nibabel and ITK.`;
}
