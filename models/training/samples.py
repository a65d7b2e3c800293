"""Training samples drawn on the fly: sources re-sliced, re-contrasted and degraded at random.

A sample averages the codes of several points inside each voxel of a random grid, which gives partial volume in the
image and soft labels at no extra cost.
"""
from typing import NamedTuple

import numpy as np
import torch
from scipy import ndimage

import conform
from contrast import tissue_signals
from vnet import AXIAL_CLASSES, SHAPES


class Field(NamedTuple):
    """Sizes of a network's samples."""
    rows: tuple
    columns: tuple
    budget: int  # voxels of most samples
    large: int  # voxels of a few, as large as a whole image
    density: tuple  # mm between the points averaged in a voxel, across slices and in the plane
    beyond_mm: tuple  # how far the middle of the field strays from the spine's, along rows and columns


FIELDS = {
    'lumbar-locator': Field((80, 88, 96, 104, 112, 128), (48, 64, 72, 80, 96), 110_000, 170_000, (2.0, 1.5), (40, 60)),
    'lumbar-vnet': Field((128, 144, 160, 192, 224, 256, 304), (96, 112, 128, 144), 270_000, 640_000, (1.4, 0.8), (15, 12)),
    'lumbar-axial': Field((96, 112, 128), (96, 112, 128), 135_000, 200_000, (1.4, 0.6), (10, 10)),
}


def sample_grid(source, shape, spacing, thickness, centre, matrix, warp, density):
    """Mean grey value or per-tissue sums, and soft labels, on a grid of `shape` around `centre` (source voxels).

    `matrix` turns the grid's axes into the source's, mm.
    Returns (visit, labels float32 [classes, ...], inside bool [...]); `visit(table)` averages a per-code table over each voxel.
    """
    offsets = [(np.arange(n) - (n - 1) / 2) * s for n, s in zip(shape, spacing)]
    places = []
    for a in range(3):
        p = sum((matrix[a, b] * offsets[b] / source.spacing[a]).reshape([-1 if i == b else 1 for i in range(3)])
                for b in range(3)) + centre[a]
        p = np.broadcast_to(p, shape).astype(np.float32)
        places.append(p if warp is None else p + (warp[a] / source.spacing[a]).astype(np.float32))
    inside = np.ones(shape, bool)
    for p, n, mm in zip(places, source.codes.shape, (1.5, 0, 0)):  # the outermost slices may be repeated by 1.5 mm
        edge = 0.5 + mm / source.spacing[0]
        inside &= (p > -edge) & (p < n - 1 + edge)
    flat = source.codes.reshape(-1)
    _, n1, n2 = source.codes.shape
    counts = [max(1, int(np.ceil(thickness / density[0])))] + [max(2, int(np.ceil(spacing[a] / density[1]))) for a in (1, 2)]
    extents = [thickness, spacing[1], spacing[2]]
    picks = []
    for u in np.ndindex(*counts):
        delta = np.array([((k + 0.5) / n - 0.5) * e for k, n, e in zip(u, counts, extents)])
        shift = matrix @ delta / source.spacing
        index = None
        for a, (p, n) in enumerate(zip(places, source.codes.shape)):
            q = p + np.float32(shift[a] + 0.5)
            np.clip(q, 0, n - 1, out=q)
            i = q.astype(np.int32)
            if index is None:
                index = i
            else:
                index *= (n1, n2)[a - 1]
                index += i
        picks.append(flat[index])
    total = np.float32(1 / len(picks))
    labels = np.zeros((source.classes, *shape), np.uint8)
    for code in picks:
        label = source.labels_of[code]
        for c in range(1, source.classes):
            labels[c] += label == c
    labels[0] = len(picks) - labels[1:].sum(0, dtype=np.uint8)

    def visit(table):
        out = np.zeros(shape, np.float32)
        for code in picks:
            out += table[code]
        return out * total

    return visit, labels * total, inside


def smooth_field(rng, shape, spacing, pitch, channels=None):
    """Random field with standard deviation about 1 that varies over `pitch` mm."""
    coarse = [max(2, int(np.ceil(n * s / pitch)) + 1) for n, s in zip(shape, spacing)]
    noise = torch.from_numpy(rng.standard_normal((1, channels or 1, *coarse)).astype(np.float32))
    out = torch.nn.functional.interpolate(noise, size=tuple(shape), mode='trilinear', align_corners=True)[0].numpy()
    return (out if channels else out[0]) * 1.4


def rotation(rng, limits):
    angles = np.radians(rng.uniform(-1, 1, 3) * limits)
    matrix = np.eye(3)
    for axis, angle in enumerate(angles):
        c, s, one = np.cos(angle), np.sin(angle), np.eye(3)
        i, j = [a for a in range(3) if a != axis]
        one[i, i], one[i, j], one[j, i], one[j, j] = c, -s, s, c
        matrix = matrix @ one
    return matrix


def field_size(rng, network, slices, large_share=0.06):
    """Rows and columns of a sample."""
    field = FIELDS[network]
    padded = slices + -slices % 4
    budget = field.large if rng.random() < large_share else field.budget
    sizes = [(r, c) for r in field.rows for c in field.columns if r * c * padded <= budget and r >= c]
    sizes = sorted(sizes or [(field.rows[0], field.columns[0])], key=lambda s: s[0] * s[1])
    # large fields are what the product sees: prefer the larger half
    return sizes[-8:][rng.integers(len(sizes[-8:]))]


def random_grid(rng, source, network):
    """Shape, spacing and slice thickness like the product's input: single slices, narrow slabs, diagnostic stacks and localizers."""
    localizer = False
    if network == 'lumbar-axial':
        step, fill, slices = rng.uniform(3, 5.5), rng.uniform(0.75, 1), int(rng.integers(3, 9))
    elif rng.random() < 0.06:
        step, fill, slices = rng.uniform(2.5, 5.5), rng.uniform(0.7, 1), int(rng.integers(1, 4))
    elif source.kind == 'real':
        width = source.codes.shape[0] * source.spacing[0]
        step = rng.uniform(1.8, 3.3) if rng.random() < 0.75 else rng.uniform(3.3, 5)
        slices, fill = max(3, int(round(width / step * rng.uniform(0.75, 1.05)))), 1.0
    else:
        kind = rng.choice(3, p=[0.2, 0.5, 0.3])
        localizer = kind == 2
        if kind == 0:
            step, fill, slices = rng.uniform(1.8, 3.3), 1.0, int(rng.choice([4, 6, 7, 8, 8, 8, 12, 12]))
        elif kind == 1:
            step, fill, slices = rng.uniform(2.5, 5.5), rng.uniform(0.75, 1), int(rng.integers(5, 20))
        else:
            step, fill, slices = rng.uniform(4, 5.5), rng.uniform(0.7, 1), int(rng.integers(11, 20))
    mm = SHAPES[network].in_plane_mm
    return (slices, *field_size(rng, network, slices)), (step, mm, mm), step * fill, localizer


def random_pose(rng, source, shape, spacing, beyond_mm):
    # a narrow slab has nothing beyond its sides: it is hardly turned out of its plane
    limits = (8, 1.5, 1.5) if source.kind == 'real' else (12, 6, 6)
    matrix = rotation(rng, limits) * rng.uniform(0.88, 1.12) @ np.diag(rng.uniform(0.95, 1.05, 3))
    if rng.random() < 0.5:
        matrix = matrix @ np.diag([-1, 1, 1])
    half = np.array(shape) * spacing / 2 / source.spacing  # half the field, in source voxels
    size = np.array(source.codes.shape)
    middle = (source.low + source.high) / 2
    centre = np.empty(3)
    if source.kind == 'real':
        spare = max(0.0, size[0] / 2 - half[0])
        centre[0] = size[0] / 2 + rng.uniform(-1, 1) * (spare + 1)
    else:
        spread = (source.high[0] - source.low[0]) / 2 + 4 / source.spacing[0]
        centre[0] = middle[0] + rng.normal() * spread * 0.6
    extent = (source.high - source.low) / 2
    for a in (1, 2):
        reach = np.abs(extent[a] - half[a]) + beyond_mm[a - 1] / source.spacing[a]
        wanted = middle[a] + rng.uniform(-1, 1) * reach
        low, high = min(half[a], size[a] / 2), max(size[a] - half[a], size[a] / 2)
        slack = (5 if source.kind == 'real' else 12) / source.spacing[a]  # sometimes the field ends a little outside
        centre[a] = np.clip(wanted, low - slack, high + slack)
    return matrix, centre - 0.5


def axial_pose(rng, source, spacing, beyond_mm):
    """About square to the canal as slices at a disc are, mostly at one, gladly at a herniated one; often tilted, now and then much."""
    where = rng.random()
    rows = source.canal[:, 1] if where < 0.25 else source.disc_rows
    if where > 0.55 and len(source.herniated_rows):
        rows = source.herniated_rows
    canal_rows = source.canal[:, 1]
    height = canal_rows[np.abs(canal_rows - rng.choice(rows)).argmin()]
    reach = 15 / source.spacing[1]
    near = source.canal[np.abs(source.canal[:, 1] - height) <= reach]
    here = near[near[:, 1] == height].mean(0)
    upper, lower = (near[side].mean(0) if side.any() else here for side in (near[:, 1] < height, near[:, 1] > height))
    down = (lower - upper) * source.spacing
    lean, side = np.arctan2(down[2], max(down[1], 1)), np.arctan2(down[0], max(down[1], 1))
    matrix = rotation(rng, (20, 8, 8))
    for angle, (i, j) in ((lean, (1, 2)), (side, (1, 0))):  # the normal follows the canal
        c, s, turn = np.cos(angle), np.sin(angle), np.eye(3)
        turn[i, i], turn[i, j], turn[j, i], turn[j, j] = c, -s, s, c
        matrix = turn @ matrix
    matrix = matrix * rng.uniform(0.88, 1.12) @ np.diag(rng.uniform(0.95, 1.05, 3))
    if rng.random() < 0.5:
        matrix = matrix @ np.diag([-1, 1, 1])
    astray = rng.normal(size=2) * beyond_mm
    # the grid's axes run to the feet, the back and the left
    onto_grid = matrix[:, [1, 2, 0]]
    forward = rng.uniform(5, 20)  # disc and canal share the image
    offset = onto_grid @ np.array([0, astray[0] - forward, astray[1]])
    return onto_grid, here + offset / source.spacing - 0.5


FOCUS = {'canal': 16, 'herniation': 8, 'disc': 5}  # mm around these that count whole
AWAY = 0.15  # what is further away counts


def focus(labels, spacing):
    """Weights of an axial sample's voxels: what is measured lies around the sac, and at the disc's margin on either side."""
    near = np.zeros(labels.shape[1:], bool)
    for name, mm in FOCUS.items():
        here = labels[AXIAL_CLASSES.index(name)] >= 0.5
        if here.any():
            near |= ndimage.distance_transform_edt(~here, sampling=spacing) <= mm
    return np.where(near, 1, AWAY).astype(np.float32) if near.any() else np.ones(near.shape, np.float32)


def along_thick_slices(rng, image, spacing):
    """The same voxels cut from a coronal or axial stack: averaged over thick slices along rows or columns, then interpolated."""
    axis = int(rng.choice([1, 2], p=[0.35, 0.65]))
    n, thick = image.shape[axis], rng.uniform(3, 5.5) / spacing[axis]
    count = int(n / thick)
    if thick <= 1.2 or count < 4:
        return image
    return conform.resample_axis(conform.resample_axis(image, axis, count, n / count), axis, n, count / n)


def darkened(rng, image, spacing):
    """A saturation band, or the void of an implant with its bright rim."""
    grids = np.meshgrid(*[(np.arange(n) - rng.uniform(0.1, 0.9) * n) * s for n, s in zip(image.shape, spacing)],
                        indexing='ij', sparse=True)
    if rng.random() < 0.5:
        angle = rng.uniform(0, np.pi)
        away = np.abs(grids[1] * np.cos(angle) + grids[2] * np.sin(angle)) - rng.uniform(10, 30)
        return image * (1 - rng.uniform(0.5, 0.95) / (1 + np.exp(away / 1.5))).astype(np.float32)
    radii = rng.uniform(4, 14, 3)
    r = np.sqrt(sum((g / q) ** 2 for g, q in zip(grids, radii)))
    return (image * (1 / (1 + np.exp((1 - r) * 12)) + rng.uniform(0, 0.8) * np.exp(-((r - 1.15) * 8) ** 2))).astype(np.float32)


def degrade(rng, image, shape, spacing, strength, depth_axis):
    """Receive field, blur, loss of resolution, ghost, noise and display curve."""
    image = image * np.exp(smooth_field(rng, shape, spacing, rng.uniform(60, 200)) * rng.uniform(0, 0.35) * strength)
    if rng.random() < 0.4:  # surface coil: falls off with depth
        depth = np.linspace(1, 0, shape[depth_axis], dtype=np.float32).reshape([-1 if a == depth_axis else 1 for a in range(3)])
        image = image * np.exp(-rng.uniform(0, 2.0) * strength * depth)
    if rng.random() < 0.5:
        sigma = rng.uniform(0, 0.75, 2)
        image = ndimage.gaussian_filter1d(ndimage.gaussian_filter1d(image, sigma[0], axis=1), sigma[1], axis=2)
    if rng.random() < 0.1:
        axis, count = int(rng.integers(1, 3)), int(rng.integers(8, 60))
        image = image + rng.uniform(0.01, 0.06) * np.roll(image, count, axis)
    top = np.percentile(image[:, ::4, ::4], 97) + 1e-6
    sigma = np.float32(top * rng.uniform(0, 0.07) * strength)
    noise = rng.standard_normal((2, *image.shape), dtype=np.float32) * sigma
    if rng.random() < 0.3:
        noise = ndimage.gaussian_filter1d(noise, 0.6, axis=3) * 1.3
    image = np.sqrt((image + noise[0]) ** 2 + noise[1] ** 2)
    return (image / top) ** np.float32(np.exp(rng.uniform(-0.35, 0.35) * strength))


def fat_shift_mm(rng, localizer):
    """Displacement of fat along slices, rows and columns. Mostly the virtual scanner's own, as its sequences have it: towards
    the front, where sagittal stacks are read, the head, where localizers are, or the right, where axial ones are; else any.
    A slice's fat lies beside it."""
    shift = [rng.uniform(-1.2, 1.2), 0.0, 0.0]
    if rng.random() < 0.75:
        shift[1 if localizer else 2] = -rng.uniform(0.4, 1.1)
    else:
        shift[int(rng.integers(1, 3))] = rng.uniform(-2, 2)
    return np.array(shift)


def phantom_image(rng, source, visit, shape, spacing, tissues, localizer, axial):
    """Signal of each tissue, with variation along the spine, within a tissue and from voxel to voxel; fat lies shifted."""
    water, fat = tissue_signals(rng, tissues, localizer, axial)
    scale = np.abs(water + fat).max() + 1e-6
    tables = [(np.asarray(t)[source.values_of] / scale).astype(np.float32) for t in (water, fat.real, fat.imag)]
    if rng.random() < 0.85 and np.abs(fat).max() > 0:
        shift = fat_shift_mm(rng, localizer)
        parts = [visit(t) for t in tables[:2]] + ([visit(tables[2])] if np.abs(tables[2]).max() > 0 else [])
        moved = [ndimage.shift(p, shift / spacing, order=1, mode='nearest') for p in parts[1:]]
        image = np.abs(parts[0] + moved[0]) if len(moved) == 1 else np.hypot(parts[0] + moved[0], moved[1])
    else:
        image = visit(np.abs(tables[0] + tables[1] + 1j * tables[2]).astype(np.float32))
    count = int(source.values_of.max()) + 1
    slow = (rng.uniform(0, 0.25, count) * rng.random(count))[source.values_of]
    image *= np.exp(visit(slow.astype(np.float32)) * smooth_field(rng, shape, spacing, rng.uniform(20, 45)))
    fine = (rng.uniform(0, 0.15, count) * rng.random(count))[source.values_of]
    grain = smooth_field(rng, shape, spacing, rng.uniform(3, 9))
    return image * (1 + visit(fine.astype(np.float32)) * grain).clip(0.2, None)


def real_image(rng, visit, source, labels):
    """The grey values, or a contrast their sequence did not give: other ratios of bone, disc and canal, or any curve of grey values."""
    image = visit(source.values_of)
    if rng.random() < 0.2:
        knots = np.percentile(image, [0, 20, 50, 80, 98])
        values = np.concatenate([[0], rng.uniform(0, 1, 4)])
        image = np.interp(image, knots + np.arange(5) * 1e-3, values).astype(np.float32)
    if rng.random() < 0.35:
        gain = np.ones(image.shape, np.float32)
        for c in (1, 2, 3):
            gain += labels[c] * np.float32(np.exp(rng.normal() * 0.35) - 1)
        image = image * ndimage.gaussian_filter(gain, (0, 0.7, 0.7))
    return image


def draw(rng, source, tissues, network):
    """One training sample: image [S, R, C], soft labels [5, S, R, C], mask [S, R, C], is_real."""
    shape, spacing, thickness, localizer = random_grid(rng, source, network)
    field = FIELDS[network]
    axial = network == 'lumbar-axial'
    if axial:
        matrix, centre = axial_pose(rng, source, spacing, field.beyond_mm)
    else:
        matrix, centre = random_pose(rng, source, shape, spacing, field.beyond_mm)
    warp = None
    if rng.random() < 0.5:
        warp = smooth_field(rng, shape, spacing, rng.uniform(35, 70), 3) * rng.uniform(0, 2.2)
        warp[0] *= 0.5  # the source's left and right
    visit, labels, inside = sample_grid(source, shape, spacing, thickness, centre, matrix, warp, field.density)
    real = source.kind == 'real'
    if real:
        image = real_image(rng, visit, source, labels)
    else:
        image = phantom_image(rng, source, visit, shape, spacing, tissues, localizer, axial)
    if not real and rng.random() < 0.7:  # beside the phantom there is air; else the field ends there
        image, labels[0] = image * inside, np.where(inside, labels[0], 1)
        labels[1:] *= inside
        inside = np.ones_like(inside)
    image = image.astype(np.float32)
    if not axial and rng.random() < 0.1:
        image = along_thick_slices(rng, image, spacing)
    if rng.random() < 0.12:
        image = darkened(rng, image, spacing)
    image = degrade(rng, image, shape, spacing, 0.7 if real else 1.0, SHAPES[network].axes.index('posterior'))
    values = conform.normalise(image[inside]) if inside.any() else None
    out = np.zeros(shape, np.float32)
    if values is not None:
        out[inside] = values
    mask = inside * focus(labels, spacing) if axial else inside
    return [conform.pad(a, SHAPES[network].round_to) for a in (out, labels.astype(np.float16), mask)] + [real]


class Samples(torch.utils.data.IterableDataset):
    """Endless stream: shares of real patients and of scanned stacks, the rest phantoms."""

    def __init__(self, network, real, phantoms, tissues, shares, seed, scans=None):
        self.network, self.scans = network, scans
        self.real, self.phantoms, self.tissues = real, phantoms, tissues
        self.real_share, self.scan_share = shares
        self.seed = seed

    def __iter__(self):
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            image, labels, mask, real = self.next(rng)
            yield torch.from_numpy(image), torch.from_numpy(labels), torch.from_numpy(mask), real

    def next(self, rng):
        where = rng.random()
        if where < self.scan_share:
            return self.scans.draw(rng)
        real = where < self.scan_share + self.real_share or not self.phantoms.list
        source = self.real[rng.integers(len(self.real))] if real else self.phantoms.pick(rng)
        return draw(rng, source, self.tissues, self.network)
