import { describe, expect, it } from 'vitest';
import { onnxNetwork, onnxProduct } from '../../scripts/bench/onnx';
import { createNodeEngine } from '../../src/cli/segment';
import { readModel } from '../../src/cli/model';
import { selfCheckData } from '../../src/inference/model';
import { largestDifference } from '../../src/inference/testing';
import { channelsLast, ortPeer, ourPeer, stockPeer, type OrtLike } from './peers';
import { median, peerFigures, peerRow, type PeerResult } from './peerTable';

describe('the runtimes that are compared', () => {
  it('all give the logits that PyTorch gave for the stored input', async () => {
    const model = await readModel(new URL('../../models/lumbar-vnet/', import.meta.url));
    const engine = await createNodeEngine('wasm');
    const { input, logits } = selfCheckData(model);
    const ort = (await import('onnxruntime-node')) as unknown as OrtLike;
    const models = { network: onnxNetwork(model.manifest, model.weights), product: onnxProduct(1024) };
    const peers = [
      ourPeer(engine, input),
      stockPeer(model, input),
      await ortPeer(ort, models, input, { intraOpNumThreads: 1 }),
    ];
    for (const peer of peers) {
      expect(largestDifference(await peer.run(), logits)).toBeLessThan(1e-3);
      await peer.product();
    }
    engine.dispose();
  });

  it('puts the classes last', () => {
    expect([...channelsLast(Float32Array.of(1, 2, 3, 10, 20, 30), 3)]).toEqual([1, 10, 2, 20, 3, 30]);
  });
});

describe('the table of runtimes', () => {
  const result: PeerResult = {
    where: 'Node 20',
    peer: 'other',
    backend: 'wasm, 1 thread',
    firstMs: 3000,
    medianMs: 2000,
    peakFlops: 40e9,
    difference: 2e-5,
    peakBytes: 300 * 2 ** 20,
  };

  it('tells the ratio, the rate and its share of the peak', () => {
    const ours = { ...result, peer: 'ours', medianMs: 500 };
    expect(peerFigures(result, ours, 20e9)).toEqual({ seconds: 2, ratio: 4, gigaflops: 10, share: 0.25 });
    expect(peerFigures(ours, ours, 20e9)).toEqual({ seconds: 0.5, ratio: 1, gigaflops: 40, share: 1 });
    expect(peerRow(result, ours, 20e9)).toEqual([
      ...[
        'Node 20',
        'wasm, 1 thread',
        'other',
        '3.00',
        '2.000',
        '4.00',
        '10.0',
        '40.0',
        '25 %',
        '2.0e-5',
        '300',
      ],
    ]);
  });

  it('leaves the ratio empty without a run of ours', () => {
    expect(peerFigures(result, undefined, 20e9).ratio).toBeNull();
    expect(peerRow({ ...result, peakBytes: null }, undefined, 20e9)[5]).toBe('');
  });

  it('takes the middle of the runs', () => {
    expect([median([9, 1, 5]), median([4, 1, 3, 2]), median([7])]).toEqual([5, 2.5, 7]);
    expect(median([])).toBeNaN();
  });
});
