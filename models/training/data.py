"""Training samples drawn on the fly: real slabs and phantoms, re-sliced, re-contrasted and degraded at random.

A `Source` is a finely sampled volume in the network's axes [slices -> left, rows -> feet, columns -> posterior] whose
voxels hold a code; tables say what a code means (grey value or tissue, label). A sample averages the codes of several
points inside each voxel of a random grid, which gives partial volume in the image and soft labels at no extra cost.
"""
import glob
import gzip
import hashlib
import json
import os

import nibabel
import numpy as np
import torch
from scipy import ndimage

import conform
from contrast import tissue_signals

CLASSES = 5
VOXEL_BUDGET = 290_000  # of most samples
LARGE_BUDGET = 720_000  # of a few, as large as a whole localizer
HELD_OUT = ['127', '146', '5']  # patients of train/ used for choices only


class Source:
    def __init__(self, name, kind, codes, spacing, labels_of, values_of):
        self.name, self.kind = name, kind
        self.codes, self.spacing = codes, np.asarray(spacing, float)
        self.labels_of = labels_of  # label of a code, uint8
        self.values_of = values_of  # grey value (real) or tissue index (phantom) of a code
        spine = _spine_box(codes, labels_of)
        self.low, self.high = spine


def _spine_box(codes, labels_of):
    coarse = labels_of[codes[::2, ::4, ::4]]
    spine = (coarse == 1) | (coarse == 2) | (coarse == 3)
    box = ndimage.find_objects(spine.astype(int))[0]
    step = np.array([2, 4, 4])
    canal = np.argwhere(coarse == 3)
    low, high = (np.array([getattr(s, e) for s in box]) * step for e in ('start', 'stop'))
    if len(canal):  # slices: the canal says where the spine is; arches and ribs reach too far
        low[0], high[0] = np.percentile(canal[:, 0] * 2, [10, 90])
    return low, high


def _doubled(array, axis):
    """Linear interpolation to twice the sampling, voxel edges kept."""
    before = np.concatenate([array.take([0], axis), array.take(range(array.shape[axis] - 1), axis)], axis)
    after = np.concatenate([array.take(range(1, array.shape[axis]), axis), array.take([-1], axis)], axis)
    both = np.stack([0.75 * array + 0.25 * before, 0.75 * array + 0.25 * after], axis + 1)
    shape = list(array.shape)
    shape[axis] *= 2
    return both.reshape(shape)


def load_real(folder, ids=None):
    sources = []
    for path in sorted(glob.glob(os.path.join(folder, '*_image.nii.gz'))):
        name = os.path.basename(path).split('_')[0]
        if ids is not None and name not in ids:
            continue
        image = nibabel.load(path)
        labels = np.asanyarray(nibabel.load(path.replace('_image', '_labels')).dataobj)
        grey, spacing = conform.orient(np.asanyarray(image.dataobj).astype(np.float32), image.affine)
        label, _ = conform.orient(labels, image.affine)
        onehot = [(label == c).astype(np.float32) for c in range(4)]
        for axis in range(3):
            if spacing[axis] > 0.6:
                grey, onehot, spacing[axis] = _doubled(grey, axis), [_doubled(o, axis) for o in onehot], spacing[axis] / 2
        best = np.argmax(onehot, 0).astype(np.uint16)
        codes = np.rint(grey).astype(np.uint16) | best << 8
        table = np.arange(1024)
        sources.append(Source(name, 'real', codes, spacing, (table >> 8).astype(np.uint8),
                              (table & 255).astype(np.float32)))
    return sources


def read_phantom(path):
    """tissue, label and part [slices, rows, columns] in the network's axes, spacing, description."""
    with open(path[:-len('.bin.gz')] + '.json') as f:
        about = json.load(f)
    columns, rows, slices = about['dims']
    with gzip.open(path) as f:
        data = np.frombuffer(f.read(), np.uint8).reshape(3, slices, rows, columns)
    to_ras = np.diag([-1, -1, 1, 1]) @ np.asarray(about['voxelToPatient'], float).reshape(4, 4)
    maps = [conform.orient(m.transpose(2, 1, 0), to_ras) for m in data]
    return [np.ascontiguousarray(m) for m, _ in maps], maps[0][1], about


def load_phantom(path, cache):
    """Tissue and label joined in one code; kept as a memory-mapped file, so hundreds of phantoms cost no memory of ours."""
    stat = os.stat(path)
    name = os.path.basename(path).split('.')[0]
    kept = os.path.join(cache, f'{name}-{stat.st_size}-{int(stat.st_mtime)}')
    if not os.path.exists(kept + '.json'):
        (tissue, label, _), spacing, _ = read_phantom(path)
        joined = tissue.astype(np.uint16) | label.astype(np.uint16) << 8
        pairs = np.flatnonzero(np.bincount(joined.ravel(), minlength=1 << 16))
        rank = np.zeros(1 << 16, np.uint8)
        rank[pairs] = np.arange(len(pairs))
        os.makedirs(cache, exist_ok=True)
        np.save(kept + '.npy', rank[joined])
        with open(kept + '.json', 'w') as f:
            json.dump({'pairs': pairs.tolist(), 'spacing': list(spacing)}, f)
    with open(kept + '.json') as f:
        about = json.load(f)
    pairs = np.array(about['pairs'])
    codes = np.load(kept + '.npy', mmap_mode='r')
    return Source(name, 'phantom', codes, about['spacing'], (pairs >> 8).astype(np.uint8), pairs & 255)


def phantom_files(folder):
    """Finished exports: the description is written last."""
    paths = sorted(glob.glob(os.path.join(folder, '*.bin.gz'))) if folder else []
    return [p for p in paths if os.path.exists(p[:-len('.bin.gz')] + '.json')]


class PhantomPool:
    """The phantoms of a folder, read in small steps, so that training starts before all are exported or read."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.sources, self.asked = folder, cache, {}, 0
        self.update(12)

    def update(self, most):
        for path in phantom_files(self.folder):
            key = os.path.basename(path), os.stat(path).st_mtime
            if self.sources.get(key[0], (None, None))[0] != key[1]:
                try:
                    self.sources[key[0]] = key[1], load_phantom(path, self.cache)
                except (OSError, EOFError, ValueError):  # being rewritten at this moment
                    continue
                most -= 1
                if most <= 0:
                    break
        self.list = [s for _, s in self.sources.values()]

    def pick(self, rng):
        self.asked += 1
        if self.asked % 10 == 0:
            self.update(2)
        return self.list[rng.integers(len(self.list))]


def folder_hash(paths):
    """One SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(os.path.basename(path).encode())
        with open(path, 'rb') as f:
            total.update(hashlib.sha256(f.read()).digest())
    return total.hexdigest()


# ---- sampling -----------------------------------------------------------------------------------------------

def sample_grid(source, shape, spacing, thickness, centre, matrix, warp=None, density=(1.3, 0.8)):
    """Mean grey value or per-tissue sums, and soft labels, on a grid of `shape` around `centre` (source voxels).

    Returns (visit, labels float32 [5, ...], inside bool [...]); `visit(table)` averages a per-code table over each voxel.
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
    labels = np.zeros((CLASSES, *shape), np.uint8)
    for code in picks:
        label = source.labels_of[code]
        for c in range(1, CLASSES):
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


def random_grid(rng, source):
    """Shape, spacing and slice thickness like the product's input: narrow slabs, diagnostic stacks and localizers."""
    localizer = False
    if source.kind == 'real':
        width = source.codes.shape[0] * source.spacing[0]
        step = rng.uniform(1.8, 3.3) if rng.random() < 0.75 else rng.uniform(3.3, 5)
        slices, fill = max(3, int(round(width / step * rng.uniform(0.75, 1.05)))), 1.0
    else:
        kind = rng.choice(3, p=[0.27, 0.38, 0.35])
        localizer = kind == 2
        if kind == 0:
            step, fill, slices = rng.uniform(1.8, 3.3), 1.0, int(rng.choice([4, 6, 7, 8, 8, 8, 12, 12]))
        elif kind == 1:
            step, fill, slices = rng.uniform(2.5, 5.5), rng.uniform(0.75, 1), int(rng.integers(5, 17))
        else:
            step, fill, slices = rng.uniform(4, 5.5), rng.uniform(0.7, 0.9), int(rng.integers(11, 19))
    padded = slices + -slices % 4
    budget = LARGE_BUDGET if rng.random() < (0.2 if localizer else 0.05) else VOXEL_BUDGET
    sizes = [(r, c) for r in (128, 144, 160, 192, 208) for c in (96, 112, 128, 160, 208)
             if r * c * padded <= budget and r >= c]
    if not sizes:
        sizes = [(128, 96)]
    # large fields are what the product sees: prefer the larger half
    sizes = sorted(sizes, key=lambda s: s[0] * s[1])[-8:]
    rows, columns = sizes[rng.integers(len(sizes))]
    return (slices, rows, columns), (step, 1.5, 1.5), step * fill, localizer


def random_pose(rng, source, shape, spacing):
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
    margin = np.maximum(0, half - 35 / source.spacing)
    for a in (1, 2):
        reach = margin[a] if a == 2 else max(0.0, (source.high[1] - source.low[1]) / 2 - half[1] * 0.7) + 15 / source.spacing[1]
        wanted = middle[a] + rng.uniform(-1, 1) * reach
        low, high = min(half[a], size[a] / 2), max(size[a] - half[a], size[a] / 2)
        slack = (5 if source.kind == 'real' else 12) / source.spacing[a]  # sometimes the field ends a little outside
        centre[a] = np.clip(wanted, low - slack, high + slack)
    return matrix, centre - 0.5


def degrade(rng, image, shape, spacing, strength):
    """Receive field, blur, loss of resolution, ghost, noise and display curve."""
    image = image * np.exp(smooth_field(rng, shape, spacing, rng.uniform(60, 200)) * rng.uniform(0, 0.35) * strength)
    if rng.random() < 0.4:  # surface coil: falls off with depth
        depth = np.linspace(0, 1, shape[2], dtype=np.float32)
        image = image * np.exp(-rng.uniform(0, 2.0) * strength * depth[::-1])
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


def phantom_image(rng, source, visit, shape, spacing, tissues, localizer):
    """Signal of each tissue, with variation along the spine, within a tissue and from voxel to voxel."""
    signal = tissue_signals(rng, tissues, localizer)[source.values_of]
    scale = signal.max() + 1e-6
    image = visit((signal / scale).astype(np.float32))
    count = int(source.values_of.max()) + 1
    slow = (rng.uniform(0, 0.25, count) * rng.random(count))[source.values_of]
    image *= np.exp(visit(slow.astype(np.float32)) * smooth_field(rng, shape, spacing, rng.uniform(20, 45)))
    fine = (rng.uniform(0, 0.15, count) * rng.random(count))[source.values_of]
    grain = smooth_field(rng, shape, spacing, rng.uniform(3, 9))
    return image * (1 + visit(fine.astype(np.float32)) * grain).clip(0.2, None)


def real_image(rng, visit, source, labels):
    image = visit(source.values_of)
    if rng.random() < 0.35:  # the contrast of bone, disc and canal against the rest varies with the sequence
        gain = np.ones(image.shape, np.float32)
        for c in (1, 2, 3):
            gain += labels[c] * np.float32(np.exp(rng.normal() * 0.35) - 1)
        image = image * ndimage.gaussian_filter(gain, (0, 0.7, 0.7))
    return image


def draw(rng, source, tissues):
    """One training sample: image [S, R, C], soft labels [5, S, R, C], mask [S, R, C], is_real."""
    shape, spacing, thickness, localizer = random_grid(rng, source)
    matrix, centre = random_pose(rng, source, shape, spacing)
    warp = None
    if rng.random() < 0.5:
        warp = smooth_field(rng, shape, spacing, rng.uniform(35, 70), 3) * rng.uniform(0, 2.2)
        warp[0] *= 0.5
    visit, labels, inside = sample_grid(source, shape, spacing, thickness, centre, matrix, warp)
    real = source.kind == 'real'
    if real:
        image = real_image(rng, visit, source, labels)
    else:
        image = phantom_image(rng, source, visit, shape, spacing, tissues, localizer)
    if not real and rng.random() < 0.7:  # beside the phantom there is air; else the field ends there
        image, labels[0] = image * inside, np.where(inside, labels[0], 1)
        labels[1:] *= inside
        inside = np.ones_like(inside)
    image = degrade(rng, image.astype(np.float32), shape, spacing, 0.7 if real else 1.0)
    values = conform.normalise(image[inside]) if inside.any() else None
    out = np.zeros(shape, np.float32)
    if values is not None:
        out[inside] = values
    extra = [(0, -n % m) for n, m in zip(shape, (4, 16, 16))]
    return (np.pad(out, extra), np.pad(labels, [(0, 0), *extra]).astype(np.float16), np.pad(inside, extra), real)


class Samples(torch.utils.data.IterableDataset):
    """Endless stream; a share of real patients, the rest phantoms."""

    def __init__(self, real, phantoms, tissues, real_share, seed):
        self.real, self.phantoms, self.tissues = real, phantoms, tissues
        self.real_share, self.seed = real_share, seed

    def __iter__(self):
        torch.set_num_threads(1)
        rng = np.random.default_rng(self.seed)
        while True:
            if rng.random() < self.real_share or not self.phantoms.list:
                source = self.real[rng.integers(len(self.real))]
            else:
                source = self.phantoms.pick(rng)
            image, labels, mask, real = draw(rng, source, self.tissues)
            yield torch.from_numpy(image), torch.from_numpy(labels), torch.from_numpy(mask), real
