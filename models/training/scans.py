"""Training samples from axial stacks that the virtual scanner took (`src/cli/exportAxialScans.ts`)."""
import gzip
import json
import os

import numpy as np

import conform
from data import phantom_files
from samples import degrade, focus
from vnet import SHAPES

SIDES = (96, 112, 128, 128, 128)  # samples' rows and columns; most as large as the product's
STRAY_MM = 8
HERNIATED = 0.4


def kind_of(herniation):
    """What herniations look alike by: a free piece wherever it lies, the others by their zone."""
    return 'free' if herniation['kind'] == 'sequestration' else herniation['zone']


class ScanPool:
    """The stacks of a folder as they lie on the disk; a file is read again each time, so hundreds cost no memory."""

    def __init__(self, folder):
        self.folder, self.asked, self.seen = folder, 0, set()
        self.stacks, self.herniated = [], {}
        self.update()

    def update(self):
        for path in phantom_files(self.folder):
            if path in self.seen:
                continue
            with open(path[:-len('.bin.gz')] + '.json') as f:
                about = json.load(f)
            assert about['classes'] == SHAPES['lumbar-axial'].classes, path
            found = {d['level']: kind_of(d['herniations'][0]) for d in about['truth']['measures']['discs'] if d['herniations']}
            for stack in about['stacks']:
                self.stacks.append((path, stack))
                if stack['level'] in found:
                    self.herniated.setdefault(found[stack['level']], []).append((path, stack))
            self.seen.add(path)

    def herniated_alike(self, rng):
        """Stacks of one kind of herniation: the rarer a kind, the more often each of its stacks is seen, but not as often as that all are equal."""
        kinds = sorted(self.herniated)
        weights = np.sqrt([len(self.herniated[kind]) for kind in kinds])
        return self.herniated[kinds[rng.choice(len(kinds), p=weights / weights.sum())]]

    def pick(self, rng):
        """Grey values and shares of the classes [slices to the feet, rows, columns], spacing mm of a random stack, gladly of a herniated disc."""
        self.asked += 1
        if self.asked % 100 == 0:
            self.update()
        among = self.herniated_alike(rng) if self.herniated and rng.random() < HERNIATED else self.stacks
        path, stack = among[rng.integers(len(among))]
        columns, rows, slices = stack['dims']
        n, classes = columns * rows * slices, len(SHAPES['lumbar-axial'].classes)
        with gzip.open(path) as f:
            f.seek(stack['offset'])
            blob = f.read(n * (1 + classes))
        grey = np.frombuffer(blob, '<u2', n).reshape(slices, rows, columns)
        shares = np.frombuffer(blob, np.uint8, n * (classes - 1), 2 * n).reshape(classes - 1, slices, rows, columns)
        return grey[::-1], shares[:, ::-1], np.array(stack['spacing'])[::-1]

    def draw(self, rng):
        """One sample as `samples.draw` gives them: scaled, mirrored, cropped and degraded."""
        shape = SHAPES['lumbar-axial']
        grey, shares, spacing = self.pick(rng)
        spacing = spacing * rng.uniform(0.9, 1.1) * rng.uniform(0.97, 1.03, 3)
        if rng.random() < 0.5:
            grey, shares = grey[..., ::-1], shares[..., ::-1]
        both = np.concatenate([grey[None].astype(np.float32), shares.astype(np.float32) / 255])
        counts, steps = conform.grid_of(grey.shape, spacing, shape.in_plane_mm)
        for axis in range(3):
            both = conform.resample_axis(both, axis + 1, counts[axis], steps[axis])
        window = [slice(None), slice(None)]
        for axis in (1, 2):
            side = min(int(rng.choice(SIDES)), counts[axis])
            astray = int(rng.uniform(-1, 1) * STRAY_MM / shape.in_plane_mm)
            first = int(np.clip((counts[axis] - side) // 2 + astray, 0, counts[axis] - side))
            window.append(slice(first, first + side))
        both = both[tuple(window)]
        image, labels = both[0], np.concatenate([1 - both[1:].sum(0, keepdims=True), both[1:]]).clip(0, 1)
        mm = shape.in_plane_mm
        image = degrade(rng, image, image.shape, (spacing[0], mm, mm), 0.6 * rng.random(), shape.axes.index('posterior'))
        mask = focus(labels, (spacing[0], mm, mm))
        return [conform.pad(a, shape.round_to) for a in (conform.normalise(image), labels.astype(np.float16), mask)] + [False]
