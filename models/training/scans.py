"""Training samples from stacks that the virtual scanner took (`src/cli/scanExport.ts`)."""
import gzip
import json
import os
import shutil

import numpy as np
import torch

import conform
from data import phantom_files
from samples import FIELDS, degrade, field_size, focus, smooth_field
from vnet import SHAPES

SIDES = (96, 112, 128, 128, 128)  # rows and columns of axial samples; most as large as the product's
STRAY_MM = 8
TURN_DEG, BEND_MM = {'lumbar-axial': 12, 'lumbar-vnet': 6}, 1.8  # a stack's own turn and the standard deviation of its bend, at most
HERNIATED = 0.4


def kind_of(herniation):
    """What herniations look alike by: a free piece wherever it lies, the others by their zone."""
    return 'free' if herniation['kind'] == 'sequestration' else herniation['zone']


class ScanPool:
    """The stacks of a folder, unpacked once and memory-mapped: hundreds cost no memory of ours."""

    def __init__(self, folder, network):
        self.folder, self.network, self.asked, self.seen = folder, network, 0, set()
        self.stacks, self.herniated = [], {}
        self.update()

    def update(self):
        for path in phantom_files(self.folder):
            if path in self.seen:
                continue
            with open(path[:-len('.bin.gz')] + '.json') as f:
                about = json.load(f)
            assert about['classes'] == SHAPES[self.network].classes, path
            found = {d['level']: kind_of(d['herniations'][0]) for d in about['truth']['measures']['discs'] if d['herniations']}
            for stack in about['stacks']:
                self.stacks.append((path, stack))
                if stack.get('level') in found:
                    self.herniated.setdefault(found[stack['level']], []).append((path, stack))
            self.seen.add(path)

    def herniated_alike(self, rng):
        """Stacks of one kind of herniation: the rarer a kind, the more often each of its stacks is seen, but not as often as that all are equal."""
        kinds = sorted(self.herniated)
        weights = np.sqrt([len(self.herniated[kind]) for kind in kinds])
        return self.herniated[kinds[rng.choice(len(kinds), p=weights / weights.sum())]]

    def pick(self, rng):
        """Grey values and shares of the classes [slices, rows, columns] in the network's axes, spacing mm of a random stack, gladly of a herniated disc."""
        self.asked += 1
        if self.asked % 100 == 0:
            self.update()
        among = self.herniated_alike(rng) if self.herniated and rng.random() < HERNIATED else self.stacks
        path, stack = among[rng.integers(len(among))]
        columns, rows, slices = stack['dims']
        n, classes = columns * rows * slices, len(SHAPES[self.network].classes)
        blob = np.memmap(self.unpacked(path), np.uint8, 'r', stack['offset'], (n * (1 + classes),))
        grey = blob[:2 * n].view('<u2').reshape(slices, rows, columns)
        shares = blob[2 * n:].reshape(classes - 1, slices, rows, columns)
        if self.network == 'lumbar-axial':  # slices run to the head
            return grey[::-1], shares[:, ::-1], np.array(stack['spacing'])[::-1]
        to_ras = np.diag([-1, -1, 1, 1]) @ np.asarray(stack['voxelToPatient'], float).reshape(4, 4)
        oriented = [conform.orient(m.transpose(2, 1, 0), to_ras) for m in (grey, *shares)]
        return oriented[0][0], np.stack([m for m, _ in oriented[1:]]), oriented[0][1]

    def unpacked(self, path):
        kept = os.path.join(self.folder, 'cache', os.path.basename(path)[:-len('.gz')])
        if not os.path.exists(kept):
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            own = f'{kept}.{os.getpid()}'  # several processes may unpack at once
            with gzip.open(path) as packed, open(own, 'wb') as f:
                shutil.copyfileobj(packed, f)
            os.replace(own, kept)
        return kept

    def draw(self, rng):
        """One sample as `samples.draw` gives them: mirrored, turned, bent, cropped, with other contrast, and degraded."""
        grey, shares, spacing = self.pick(rng)
        shape = SHAPES[self.network]
        if rng.random() < 0.5:
            left = shape.axes.index('left') - 3
            grey, shares = np.flip(grey, left), np.flip(shares, left)
        spacing = spacing * rng.uniform(0.9, 1.1) * rng.uniform(0.97, 1.03, 3)
        both, spacing = (axial if self.network == 'lumbar-axial' else sagittal)(rng, grey, shares, spacing)
        image, labels = both[0], np.concatenate([1 - both[1:].sum(0, keepdims=True), both[1:]]).clip(0, 1)
        if rng.random() < 0.35:
            gains = np.exp(rng.normal(size=len(labels)) * 0.2).astype(np.float32)
            image = image * np.tensordot(gains, labels, 1)
        image = degrade(rng, image, image.shape, spacing, 0.6 * rng.random(), shape.axes.index('posterior'))
        mask = focus(labels, spacing) if self.network == 'lumbar-axial' else np.ones(image.shape, bool)
        return [conform.pad(a, shape.round_to) for a in (conform.normalise(image), labels.astype(np.float16), mask)] + [False]


def joined(grey, shares):
    return np.concatenate([grey[None].astype(np.float32), shares.astype(np.float32) / 255])


def axial(rng, grey, shares, spacing):
    """A square about the middle of an axial stack on the network's grid, and its spacing."""
    mm = SHAPES['lumbar-axial'].in_plane_mm
    (count, *_), (step, *_) = conform.grid_of(grey.shape, spacing, mm)
    both = conform.resample_axis(joined(grey, shares), 1, count, step)
    side, stray = int(rng.choice(SIDES)), rng.uniform(-1, 1, 2) * STRAY_MM
    return bent(rng, 'lumbar-axial', both, (spacing[0] * step, *spacing[1:]), (side, side), stray), (spacing[0] * step, mm, mm)


def sagittal(rng, grey, shares, spacing):
    """A field around the spine of a sagittal stack, or of some of its slices, on the network's grid, and its spacing."""
    if rng.random() < 0.2:
        count = int(rng.integers(1, len(grey) + 1))
        first = int(rng.integers(0, len(grey) - count + 1))
        grey, shares = grey[first:first + count], shares[:, first:first + count]
    mm = SHAPES['lumbar-vnet'].in_plane_mm
    step = mm / spacing[1:]  # in samples of the stack
    given = np.array(grey.shape[1:]) / step
    size = np.minimum(field_size(rng, 'lumbar-vnet', len(grey), 0.4), np.floor(given)).astype(int)
    spine = np.argwhere(shares[:3, :, ::4, ::4].max((0, 1)) > 127) * 4 / step  # vertebra, disc and canal, seen from the side
    low, high = (spine.min(0), spine.max(0)) if len(spine) else (np.zeros(2), given)
    reach = np.abs(high - low - size) / 2 + np.array(FIELDS['lumbar-vnet'].beyond_mm) / mm
    centre = np.clip((low + high) / 2 + rng.uniform(-1, 1, 2) * reach, size / 2, given - size / 2)
    turned = rng.random() < 0.5
    beside = 12 * turned  # what a turned and bent field may reach
    first = np.maximum(0, np.floor((centre - size / 2 - beside) * step)).astype(int)
    last = np.minimum(grey.shape[1:], np.ceil((centre + size / 2 + beside) * step)).astype(int)
    part = (slice(first[0], last[0]), slice(first[1], last[1]))
    both = joined(grey[(slice(None), *part)], shares[(slice(None), slice(None), *part)])
    counts, steps = conform.grid_of(both.shape[1:], spacing, mm)
    for axis in range(3):
        both = conform.resample_axis(both, axis + 1, counts[axis], steps[axis])
    spacing = (spacing[0] * steps[0], mm, mm)
    if turned:
        return bent(rng, 'lumbar-vnet', both, spacing, size, (centre - (first + last) / 2 / step) * mm), spacing
    return both[:, :, :size[0], :size[1]], spacing


def bent(rng, network, maps, spacing, size, stray_mm):
    """Maps [maps, slices, rows, columns] on `size` rows and columns about a point beside their middle on the network's grid, turned and bent within the slices."""
    mm = SHAPES[network].in_plane_mm
    _, slices, *given = maps.shape
    angle = np.radians(rng.uniform(-1, 1) * TURN_DEG[network])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    offsets = [(np.arange(n) - (n - 1) / 2) * mm for n in size]
    places = np.stack(np.meshgrid(*offsets, indexing='ij'))
    places = np.tensordot(turn, places, 1) + np.asarray(stray_mm)[:, None, None]
    places = np.broadcast_to(places[:, None], (2, slices, *size))
    if rng.random() < 0.6:
        places = places + smooth_field(rng, (slices, *size), (spacing[0], mm, mm), rng.uniform(20, 60), 2) * rng.uniform(0, BEND_MM)
    # of grid_sample: columns first, -1 ... 1 from the first pixel's edge to the last one's
    grid = np.stack([places[a] / (given[a] * spacing[a + 1] / 2) for a in (1, 0)], -1).astype(np.float32)
    stack = torch.from_numpy(np.ascontiguousarray(maps.swapaxes(0, 1)))
    cut = torch.nn.functional.grid_sample(stack, torch.from_numpy(grid), padding_mode='border', align_corners=False)
    return cut.numpy().swapaxes(0, 1)
