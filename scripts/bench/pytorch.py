"""Times the network in PyTorch: prints a line of JSON, writes the logits [slices, rows, columns, classes] to a file.

  python3 scripts/bench/pytorch.py --model models/lumbar-vnet --input image.f32 --size 16 304 128 --logits out.f32 --device cpu --threads 2 --runs 5
"""
import argparse
import json
import os
import resource
import statistics
import sys
import time

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../../models/training'))
from export import load_exported  # noqa: E402

PRODUCT_SIZE, PRODUCTS = 1024, 5


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--model', required=True)
    parser.add_argument('--input', required=True)
    parser.add_argument('--size', type=int, nargs=3, required=True)
    parser.add_argument('--logits', required=True)
    parser.add_argument('--device', choices=('cpu', 'cuda'), default='cpu')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--runs', type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    # Float32 throughout, as the others compute.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    net = load_exported(args.model)[0].to(args.device)
    image = torch.from_numpy(np.fromfile(args.input, '<f4').reshape(1, 1, *args.size))

    def timed(work):
        started = time.perf_counter()
        result = work()
        if args.device == 'cuda':
            torch.cuda.synchronize()
        return (time.perf_counter() - started) * 1000, result

    with torch.no_grad():
        run = lambda: net(image.to(args.device)).cpu()
        first, logits = timed(run)
        times = [timed(run)[0] for _ in range(args.runs)] or [first]
        ones = torch.ones(PRODUCT_SIZE, PRODUCT_SIZE, device=args.device)
        timed(lambda: ones @ ones)
        product = min(timed(lambda: ones @ ones)[0] for _ in range(PRODUCTS))
    logits[0].permute(1, 2, 3, 0).contiguous().numpy().astype('<f4').tofile(args.logits)
    cuda = args.device == 'cuda'
    print(json.dumps({
        'firstMs': first, 'medianMs': statistics.median(times), 'peakFlops': 2 * PRODUCT_SIZE ** 3 / (product / 1000),
        'peakBytes': torch.cuda.max_memory_allocated() if cuda else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        'description': torch.cuda.get_device_name() if cuda else f'PyTorch {torch.__version__}, {args.threads} threads',
    }))


if __name__ == '__main__':
    main()
