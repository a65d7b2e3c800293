"""From any volume to the network's grid and back. The TypeScript side does the same, step by step (README.md, "Input").

A volume here is a float array [i, j, k] with its NIfTI affine (RAS+, mm).
"""
import numpy as np

SLICE_SPACING = {
    'keepFromMm': 2.5, 'keepToMm': 5.5,
    'thin': {'narrowToMm': 40, 'narrowTargetMm': 2.25, 'wideTargetMm': 4, 'countMultipleOf': 4},
    'thickTargetMm': 4,
}
NORMALISATION = {'lowPercentile': 0.5, 'highPercentile': 99.5, 'bodyFraction': 0.1}


def grid_rule(shape):
    """A network's grid as its manifest tells it."""
    return {
        'axes': dict(zip(('slices', 'rows', 'columns'), shape.axes)),
        'inPlaneSpacingMm': shape.in_plane_mm,
        'sliceSpacing': SLICE_SPACING,
        'roundTo': dict(zip(('slices', 'rows', 'columns'), shape.round_to)),
        'padValue': 0,
    }


def sagittal(affine):
    """Permutation and signs that turn array axes into (left, feet, posterior); no rotation."""
    rotation = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    # RAS directions of the three target axes, and the best one-to-one assignment of array axes to them
    targets = np.array([[-1, 0, 0], [0, 0, -1], [0, -1, 0]], float)
    score = targets @ rotation
    best = max(((a, b, c) for a in range(3) for b in range(3) for c in range(3) if len({a, b, c}) == 3),
               key=lambda p: sum(abs(score[i, p[i]]) for i in range(3)))
    return best, [score[i, best[i]] < 0 for i in range(3)]


def orient(array, affine):
    """[slices, rows, columns] and their spacing in mm."""
    order, flips = sagittal(affine)
    spacing = np.linalg.norm(affine[:3, :3], axis=0)[list(order)]
    out = np.transpose(array, order)
    return out[tuple(slice(None, None, -1) if f else slice(None) for f in flips)], spacing


def unorient(array, affine):
    order, flips = sagittal(affine)
    out = array[tuple(slice(None, None, -1) if f else slice(None) for f in flips)]
    return np.transpose(out, np.argsort(order))


def slice_count(count, spacing):
    """Number of slices of the network's grid for `count` slices `spacing` mm apart."""
    rule, width = SLICE_SPACING, count * spacing
    if rule['keepFromMm'] <= spacing <= rule['keepToMm']:
        return count
    if spacing > rule['keepToMm']:
        return max(1, int(np.floor(width / rule['thickTargetMm'] + 0.5)))
    thin = rule['thin']
    target = thin['narrowTargetMm'] if width <= thin['narrowToMm'] else thin['wideTargetMm']
    multiple = thin['countMultipleOf']
    # never more slices than there are
    return min(count, multiple * max(1, int(np.floor(width / (multiple * target) + 0.5))))


def resample_axis(array, axis, count, step):
    """`count` samples `step` input voxels apart, centred on the axis: box average when step > 1, else linear, edges clamped."""
    n = array.shape[axis]
    if count == n and abs(step - 1) < 1e-6:
        return array
    weights = np.zeros((count, n))
    start = (n - count * step) / 2  # lower edge of the first output voxel, where input voxel i covers [i, i + 1)
    for j in range(count):
        low, high = start + j * step, start + (j + 1) * step
        if step > 1:
            i = np.arange(n)
            weights[j] = np.clip(np.minimum(high, i + 1) - np.maximum(low, i), 0, None)
            weights[j] /= weights[j].sum()
        else:
            centre = min(max((low + high) / 2 - 0.5, 0), n - 1)
            i = min(int(np.floor(centre)), n - 1)
            weights[j, i] += 1 - (centre - i)
            weights[j, min(i + 1, n - 1)] += centre - i
    return np.moveaxis(np.tensordot(weights, array, (1, axis)), 0, axis).astype(np.float32)


def grid_of(shape, spacing, mm):
    """Counts and steps (in input voxels) of the network's grid."""
    slices = slice_count(shape[0], spacing[0])
    keep = slices == shape[0] and spacing[0] <= SLICE_SPACING['keepToMm']
    counts = [slices] + [max(1, int(np.floor(shape[a] * spacing[a] / mm + 0.5))) for a in (1, 2)]
    steps = [1.0 if keep else shape[0] / slices] + [mm / spacing[a] for a in (1, 2)]
    return counts, steps


def normalise(array):
    """Clip to two percentiles, then mean 0 and standard deviation 1 over the voxels brighter than a tenth of the range."""
    ordered = np.sort(array, axis=None)
    low, high = (float(ordered[int(np.floor(p / 100 * (ordered.size - 1) + 0.5))])
                 for p in (NORMALISATION['lowPercentile'], NORMALISATION['highPercentile']))
    if not high > low:
        return np.zeros(array.shape, np.float32)
    clipped = np.clip(array, low, high)
    body = clipped[clipped > low + NORMALISATION['bodyFraction'] * (high - low)].astype(np.float64)
    return ((clipped - body.mean()) / max(body.std(), 1e-6)).astype(np.float32)


def pad(array, round_to):
    """Zeros at the far ends of the last three axes up to the multiples the strides need."""
    leading = array.ndim - 3
    return np.pad(array, [(0, 0)] * leading + [(0, -n % m) for n, m in zip(array.shape[leading:], round_to)])


def conform(array, affine, shape):
    """Network input [slices, rows, columns] and what `restore` needs."""
    oriented, spacing = orient(np.asarray(array, np.float32), affine)
    counts, steps = grid_of(oriented.shape, spacing, shape.in_plane_mm)
    out = oriented
    for axis in range(3):
        out = resample_axis(out, axis, counts[axis], steps[axis])
    return pad(normalise(out), shape.round_to), {'affine': affine, 'shape': oriented.shape, 'counts': counts, 'steps': steps}


def restore(logits, info):
    """Logits [slices, rows, columns, classes] back to the volume's own array: trilinear, edges clamped, then argmax."""
    out = logits[tuple(slice(0, n) for n in info['counts'])]
    for axis in range(3):
        n, count, step = info['shape'][axis], info['counts'][axis], info['steps'][axis]
        start = (n - count * step) / 2
        centre = np.clip((np.arange(n) + 0.5 - start) / step - 0.5, 0, count - 1)
        low = np.minimum(np.floor(centre).astype(int), count - 1)
        high, part = np.minimum(low + 1, count - 1), (centre - low).astype(np.float32)
        shape = [-1 if a == axis else 1 for a in range(4)]
        part = part.reshape(shape)
        out = np.take(out, low, axis) * (1 - part) + np.take(out, high, axis) * part
    return unorient(np.argmax(out, -1).astype(np.uint8), info['affine'])
