import { exactArcTanDeg } from '../../geometry';
import {
  HEIGHT_BY_GRADE,
  type DiscParameters,
  type SpineParameters,
  type VertebraParameters,
} from '../parameters';
import data from './data/findings.json';
import { ofKind, type Finding, type FindingOf } from './schema';

type Fracture = FindingOf<'compression-fracture'>;
type Slip = FindingOf<'listhesis'>;

/** The spine's parameters with what findings change in shape. */
export function modifySpine(parameters: SpineParameters, findings: readonly Finding[]): SpineParameters {
  if (findings.length === 0) return parameters;
  const slips = ofKind(findings, 'listhesis');
  const fractures = ofKind(findings, 'compression-fracture');
  return {
    ...parameters,
    levels: parameters.levels.map(({ vertebra, disc }, i) => {
      const slip = slips.find((f) => f.disc === disc.level);
      const fracture = fractures.find((f) => f.vertebra === vertebra.level);
      const depthBelow = parameters.levels[i - 1]?.vertebra.upperDepthMm ?? parameters.sacrum.upperDepth;
      return {
        vertebra: {
          ...(fracture ? compress(vertebra, fracture) : vertebra),
          ...(slip?.lysis ? { parsDefect: true } : {}),
        },
        disc: {
          ...wear(disc, findings),
          ...(slip ? { listhesisMm: slipMm(slip, depthBelow) } : {}),
        },
      };
    }),
  };
}

/** Forward slip in mm, backward negative. */
function slipMm({ mm, meyerding, direction }: Slip, depthBelowMm: number): number {
  const size = mm ?? data.meyerding.slipFraction[meyerding ?? 1] * depthBelowMm;
  return direction === 'anterior' ? size : -size;
}

/** Grade, height and bulge of a disc. Its drawn height already holds the share of its drawn grade. */
function wear(disc: DiscParameters, findings: readonly Finding[]): DiscParameters {
  const grading = ofKind(findings, 'pfirrmann').find((f) => f.disc === disc.level);
  const bulge = ofKind(findings, 'bulge').find((f) => f.disc === disc.level);
  const flavum = ofKind(findings, 'flavum-hypertrophy').find((f) => f.disc === disc.level);
  const effusions = ofKind(findings, 'facet-hypertrophy').filter((f) => f.disc === disc.level && f.effusion);
  const fluid = (side: 'left' | 'right'): number =>
    effusions.some((f) => f.side === side || f.side === 'both')
      ? data.facets.effusionMm
      : disc.facetFluidMm[side];
  return {
    ...disc,
    ...(grading
      ? {
          pfirrmannGrade: grading.grade,
          heightMm: (disc.heightMm * grading.heightFactor) / (HEIGHT_BY_GRADE[disc.pfirrmannGrade] ?? 1),
        }
      : {}),
    ...(flavum ? { flavumThicknessMm: flavum.mm } : {}),
    facetFluidMm: { left: fluid('left'), right: fluid('right') },
    ...(bulge ? { bulgeMm: bulge.mm, bulgeSide: bulge.asymmetry } : {}),
  };
}

/** A compressed body: the loss is of the lowest edge (wedge), the centre (biconcave) or the whole height (crush). */
function compress(v: VertebraParameters, { shape, heightLoss }: Fracture): VertebraParameters {
  const lossMm = heightLoss * v.heightMm;
  switch (shape) {
    case 'wedge':
      return {
        ...v,
        heightMm: v.heightMm - lossMm / 2,
        wedgeDeg: v.wedgeDeg - exactArcTanDeg((2 * lossMm) / (v.upperDepthMm + v.lowerDepthMm)),
      };
    case 'biconcave':
      // Each endplate sinks by half the loss at its centre; its rim, half a dish above the mean plane, stays.
      return {
        ...v,
        heightMm: v.heightMm - lossMm / 2,
        endplateConcavityMm: v.endplateConcavityMm + lossMm / 2,
      };
    case 'crush':
      return { ...v, heightMm: v.heightMm - lossMm };
  }
}
