import { describe, expect, it } from 'vitest';
import { affineFromColumns } from '../geometry';
import { createVolume, type Dims } from '../volume';
import { createSegmenterWorker } from '.';

/** A stack of sagittal slices with texture but no spine. */
function noSpine(dims: Dims = [96, 128, 12]) {
  const data = Int16Array.from({ length: dims[0] * dims[1] * dims[2] }, (_, n) => (n * 7919) % 1013);
  return createVolume(
    data,
    dims,
    affineFromColumns([0.1, 1.5, 0], [0, 0.1, -1.5], [4, -0.3, 0], [-20, 10, 80]),
  );
}

describe('the segmenter in its worker', () => {
  it('runs on WASM with the files of the page, says why not on the GPU, and reports progress', async () => {
    const starting: string[] = [];
    const segmenter = await createSegmenterWorker({ onStart: (backend) => starting.push(backend) });
    const { chosen, refused, selfCheck, description } = segmenter.report;
    expect(chosen).toBe('wasm');
    expect(description).toMatch(/^SIMD, \d+ thread/);
    expect(refused.map((r) => r.backend)).toEqual(['webgpu', 'webgl']);
    expect(selfCheck.maxAbsDifference).toBeLessThan(1e-3);
    expect([...new Set(starting)]).toEqual(['webgpu', 'webgl', 'wasm']);

    const volume = noSpine();
    const fractions: number[] = [];
    // Whatever the weights make of the texture: labels on its own grid, or the plain sentence.
    const outcome = await segmenter
      .segment(volume, { onProgress: (_, fraction) => fractions.push(fraction) })
      .catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'segmentation-empty' });
    else expect(outcome).toMatchObject({ labels: { dims: volume.dims }, backend: 'wasm' });
    expect(fractions.length).toBeGreaterThan(10);
    expect(volume.data.length).toBe(96 * 128 * 12);
    segmenter.dispose();
  });

  it('uses two threads when asked to', async () => {
    const segmenter = await createSegmenterWorker({ order: ['wasm'], wasmThreads: 2 });
    expect(segmenter.report.description).toBe('SIMD, 2 threads');
    expect(segmenter.report.selfCheck.maxAbsDifference).toBeLessThan(1e-3);
    segmenter.dispose();
  });

  it('cancels, and works afterwards', async () => {
    const segmenter = await createSegmenterWorker({ order: ['wasm'] });
    const controller = new AbortController();
    const cancelled = segmenter.segment(noSpine([160, 224, 24]), {
      signal: controller.signal,
      onProgress: (stage, fraction) => {
        if (stage === 'network' && fraction > 0.1) controller.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await expect(segmenter.segment(noSpine([16, 16, 8]))).rejects.toMatchObject({
      name: 'IsocenterError',
      code: 'segmentation-too-small',
    });
    segmenter.dispose();
  });
});
