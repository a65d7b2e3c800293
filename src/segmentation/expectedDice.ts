import { LABEL } from '../volume';
import type { VnetGrid } from './grid';
import type { Segmentation, Structure, VnetInput } from './types';

/** exp(−16) is 1e-7: what is further below the winner adds nothing to float32 sums of probabilities. */
const NEGLIGIBLE = -16;

/**
 * Dice each structure would have if the network's probabilities were true: 2·Σ p over the voxels it labels, divided by
 * Σ p over all voxels plus the number labelled. On the network's grid, padding left out.
 * @returns per structure (null where none is labelled) and the mean of vertebra, disc and canal (none labelled counts 0)
 */
export function expectedDice(
  logits: Float32Array,
  padded: Pick<VnetInput, 'rows' | 'columns'>,
  classes: number,
  grid: VnetGrid,
): Pick<Segmentation, 'confidence' | 'structureConfidence'> {
  const count = new Float64Array(classes);
  const within = new Float64Array(classes);
  const everywhere = new Float64Array(classes);
  const p = new Float64Array(classes);
  for (let s = 0; s < grid.slices.count; s++) {
    for (let r = 0; r < grid.rows.count; r++) {
      let at = (s * padded.rows + r) * padded.columns * classes;
      for (let c = 0; c < grid.columns.count; c++, at += classes) {
        let best = 0;
        for (let q = 1; q < classes; q++) if ((logits[at + q] ?? 0) > (logits[at + best] ?? 0)) best = q;
        const top = logits[at + best] ?? 0;
        let total = 0;
        for (let q = 0; q < classes; q++) {
          const below = (logits[at + q] ?? 0) - top;
          total += p[q] = below < NEGLIGIBLE ? 0 : q === best ? 1 : Math.exp(below);
        }
        for (let q = 0; q < classes; q++) everywhere[q] = (everywhere[q] ?? 0) + (p[q] ?? 0) / total;
        count[best] = (count[best] ?? 0) + 1;
        within[best] = (within[best] ?? 0) + 1 / total;
      }
    }
  }
  const of = (name: Structure): number | null => {
    const label = LABEL[name];
    const labelled = count[label] ?? 0;
    return labelled === 0 ? null : (2 * (within[label] ?? 0)) / ((everywhere[label] ?? 0) + labelled);
  };
  const structureConfidence = {
    vertebra: of('vertebra'),
    disc: of('disc'),
    canal: of('canal'),
    sacrum: of('sacrum'),
  };
  const { vertebra, disc, canal } = structureConfidence;
  return { confidence: ((vertebra ?? 0) + (disc ?? 0) + (canal ?? 0)) / 3, structureConfidence };
}
