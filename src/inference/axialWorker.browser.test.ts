import { expect, it } from 'vitest';
import { affineFromColumns, type Vec3 } from '../geometry';
import { AXIAL_LABEL, labelAxialSlices } from '../segmentation';
import { createVolume, type Volume } from '../volume';
import { createEngine, createSegmenterWorker } from '.';
import { fetchAxialModel } from './shippedModels';

const CANAL: Vec3 = [4, 30, -20];
const DIMS = [160, 160, 2] as const;

/** Two axial slices: a bright sac in dark bone, muscle around it. */
function slices(): Volume<Int16Array> {
  const data = Int16Array.from({ length: DIMS[0] * DIMS[1] * DIMS[2] }, (_, n) => {
    const left = (n % DIMS[0]) * 0.7 - 56;
    const back = (Math.floor(n / DIMS[0]) % DIMS[1]) * 0.7 - 56;
    const grain = (n * 7919) % 23;
    if (Math.hypot(left / 9, back / 6) < 1) return 900 + grain;
    if (Math.hypot(left / 22, (back + 22) / 16) < 1) return 250 + grain;
    return (Math.hypot(left, back) < 45 ? 420 : 40) + grain;
  });
  const corner: Vec3 = [CANAL[0] - 56, CANAL[1] - 56, CANAL[2] - 2];
  return createVolume(data, [...DIMS], affineFromColumns([0.7, 0, 0], [0, 0.7, 0], [0, 0, 4.4], corner));
}

it('labels axial slices in the page’s worker as the same network does in plain JavaScript', async () => {
  const volume = slices();
  const segmenter = await createSegmenterWorker({ order: ['wasm'] });
  const { labels, confidence } = await segmenter.labelAxial(volume, CANAL);
  expect(segmenter.report).toMatchObject({ chosen: 'wasm', refused: [] });
  expect(labels.data).toContain(AXIAL_LABEL.canal);
  expect(confidence).toBeGreaterThan(0);
  expect(volume.data.length).toBe(DIMS[0] * DIMS[1] * DIMS[2]);

  const plain = await createEngine({ models: { vnet: await fetchAxialModel() }, order: ['cpu'] });
  const expected = await labelAxialSlices(volume, plain.networks.vnet, CANAL);
  plain.dispose();
  const other = labels.data.reduce((count, label, n) => count + Number(label !== expected.labels.data[n]), 0);
  expect(other / labels.data.length).toBeLessThanOrEqual(1e-3);

  // The network stays: the second time it only computes. What is no spine is still refused in its own words.
  expect((await segmenter.labelAxial(volume, CANAL)).labels.data).toEqual(labels.data);
  await expect(
    segmenter.segment(createVolume(volume.data.slice(0, 256), [16, 16, 1], volume.voxelToPatient)),
  ).rejects.toMatchObject({
    code: 'segmentation-too-small',
  });
  segmenter.dispose();
}, 240_000);
