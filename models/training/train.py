"""Trains the V-Net for a given time; can be stopped and started again at any moment.

  python3 train.py --real ../shared/data/spider-t2-space/train --phantoms /tmp/phantoms-train --run /tmp/training/run --minutes 85
"""
import argparse
import csv
import glob
import json
import math
import os
import time
import warnings

import numpy as np
import torch

import conform
from contrast import load_tissues
from data import HELD_OUT, PhantomPool, folder_hash, load_real, phantom_files
from export import load_exported
from samples import Samples
from scans import ScanPool
from vnet import SHAPES, VNet

PEAK_RATE, WARM_UP = 2.5e-3, 0.02
CURVES = 5  # classes reported; the two networks of sagittal images have four


def loss_of(logits, target, mask, real):
    """Soft Dice plus cross-entropy. The sacrum is unlabelled in the real data: there it counts as background."""
    p = torch.softmax(logits, 1)
    mask = mask[:, None].to(p.dtype)
    if real:
        p = torch.cat([p[:, :1] + p[:, 4:], p[:, 1:4]], 1)
        target = target[:, :4]
    voxels = mask.sum().clamp(min=1)
    entropy = -(target * torch.log(p + 1e-5) * mask).sum() / voxels
    p, target = p[:, 1:] * mask, target[:, 1:] * mask
    axes = (0, 2, 3, 4)
    both, ours, theirs = (p * target).sum(axes), (p * p).sum(axes), (target * target).sum(axes)
    present = theirs > 30
    dice = (2 * both + 1) / (ours + theirs + 1)
    dice_loss = (1 - dice[present]).mean() if present.any() else entropy * 0
    return entropy + dice_loss, dice.detach(), present


def predict(net, image, affine):
    x, info = conform.conform(image, affine, net.shape)
    with torch.no_grad():
        device = next(net.parameters()).device
        logits = net(torch.from_numpy(x).to(device)[None, None])[0].permute(1, 2, 3, 0).cpu().numpy()
    return conform.restore(logits, info)


def dice(a, b):
    return 2 * (a & b).sum() / max(1, a.sum() + b.sum())


def check_real(net, folder):
    """Mean Dice of vertebra, disc and canal over the held-out patients, on their own grid."""
    import nibabel
    scores = []
    for name in HELD_OUT:
        image = nibabel.load(os.path.join(folder, f'{name}_image.nii.gz'))
        truth = np.asanyarray(nibabel.load(os.path.join(folder, f'{name}_labels.nii.gz')).dataobj)
        labels = predict(net, image.get_fdata(dtype=np.float32), image.affine)
        scores.append([dice(labels == c, truth == c) for c in (1, 2, 3)])
    return np.mean(scores, 0)


def save(path, state):
    torch.save(state, path + '.tmp')
    os.replace(path + '.tmp', path)


def share(optimiser):
    """Adam's state in shared memory, so that several processes improve the same weights ("Hogwild": no waiting for each other)."""
    for group in optimiser.param_groups:
        for p in group['params']:
            p.data.share_memory_()
            state = optimiser.state[p]
            if not state:
                state.update(step=torch.tensor(0.0), exp_avg=torch.zeros_like(p), exp_avg_sq=torch.zeros_like(p))
            for value in state.values():
                value.share_memory_()


def improve(net, optimiser, sample, rate):
    """One step on one sample; returns what is reported."""
    device = next(net.parameters()).device
    image, target, mask = (t.to(device, non_blocking=True) for t in sample[:3])
    is_real = sample[3]
    for group in optimiser.param_groups:
        group['lr'] = rate
    with torch.autocast(device.type, torch.bfloat16):
        logits = net(image[None, None])
    loss, scores, present = loss_of(logits.float(), target[None].float(), mask[None], is_real)
    optimiser.zero_grad()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    if torch.isfinite(norm):
        optimiser.step()
    found = [float(d) if p else np.nan for d, p in zip(scores, present)]
    return float(loss), is_real, found + [np.nan] * (CURVES - len(found))


def load_base(path):
    """Averaged weights and log of a checkpoint, or of an exported model (whose log is its manifest's training entry)."""
    if not os.path.isdir(path):
        return torch.load(path, map_location='cpu')
    net, manifest = load_exported(path)
    return {'ema': net.state_dict(), 'log': manifest['training']['log']}


def stream(samples, processes):
    return iter(torch.utils.data.DataLoader(samples, batch_size=None, num_workers=processes, prefetch_factor=4))


def second_worker(net, optimiser, samples, shared):
    """Improves the shared weights until told to stop. `shared`: learning rate, stop, steps done here."""
    torch.set_num_threads(1)
    parent, loader = os.getppid(), stream(samples, 1)
    while shared[1] == 0 and os.getppid() == parent:
        improve(net, optimiser, next(loader), float(shared[0]))
        shared[2] += 1
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--network', choices=sorted(SHAPES), default='lumbar-vnet')
    parser.add_argument('--real', help='folder with patients; none: phantoms only')
    parser.add_argument('--phantoms', help='folder with NNNN.bin.gz; none: real data only')
    parser.add_argument('--scans', help='folder with stacks that the virtual scanner took; none: no such samples')
    parser.add_argument('--run', required=True)
    parser.add_argument('--minutes', type=float, required=True, help='length of the learning-rate schedule')
    parser.add_argument('--real-share', type=float, default=0.4, help='of the samples, where there are patients')
    parser.add_argument('--scan-share', type=float, default=0.4, help='of the samples, where there are scans; the rest are phantoms')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--finish-from', metavar='CHECKPOINT',
                        help='start a new run from the averaged weights of this one, or from an exported folder, on every patient: '
                             'when all choices are made')
    parser.add_argument('--peak-rate', type=float, default=PEAK_RATE)
    parser.add_argument('--workers', type=int, default=2, choices=(1, 2), help='training processes of one thread each (CPU only)')
    args = parser.parse_args()
    os.makedirs(args.run, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)

    held_out = [] if args.finish_from else HELD_OUT
    patients = glob.glob(os.path.join(args.real, '*.nii.gz')) if args.real else []
    if not patients:
        held_out, args.real_share = [], 0
    if not args.scans:
        args.scan_share = 0
    ids = sorted(os.path.basename(p).split('_')[0] for p in patients if p.endswith('_image.nii.gz'))
    real = load_real(args.real, [i for i in ids if i not in held_out]) if ids else []
    tissues = load_tissues(os.path.join(args.phantoms, 'tissues.json')) if args.phantoms else {}
    phantoms = PhantomPool(args.phantoms, os.path.join(args.phantoms or args.run, 'cache'), args.network, tissues)
    scans = ScanPool(args.scans, args.network) if args.scans else None
    shares = args.real_share, args.scan_share
    print(f'{len(real)} patients, {len(phantom_files(args.phantoms))} phantoms', flush=True)

    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    net = VNet(args.network).to(device)
    base = load_base(args.finish_from) if args.finish_from else None
    if base:
        net.load_state_dict(base['ema'])
    optimiser = torch.optim.Adam(net.parameters(), args.peak_rate, betas=(0.9, 0.99))
    ema = {k: v.clone() for k, v in net.state_dict().items()}
    step, spent = 0, 0.0  # seconds of training behind us: the schedule follows the clock, not the steps
    last = os.path.join(args.run, 'last.pt')
    if os.path.exists(last):
        saved = torch.load(last, map_location=device)
        net.load_state_dict(saved['net'])
        optimiser.load_state_dict(saved['optimiser'])
        ema, step, spent = saved['ema'], saved['log']['steps'], saved['log']['seconds']
    log = {'network': args.network, 'steps': step, 'seconds': spent, 'seed': args.seed, 'realShare': args.real_share, 'scanShare': args.scan_share, 'heldOut': held_out,
           'trainPatients': [s.name for s in real], 'torch': torch.__version__, 'device': torch.cuda.get_device_name() if device.type == 'cuda' else 'cpu',
           'sha256': {'real': folder_hash(patients)},
           **({'finishedFrom': base['log']} if base else {})}

    shared = torch.zeros(3, dtype=torch.float64).share_memory_()
    first_seed = args.seed * 1_000_003 + step
    if args.workers > 1 and device.type == 'cpu':
        share(optimiser)
        other = Samples(args.network, real, phantoms, tissues, shares, first_seed + 500_000_000, scans)
        torch.multiprocessing.get_context('fork').Process(target=second_worker, args=(net, optimiser, other, shared)).start()
    # a GPU is faster than one process draws samples
    processes = 1 if device.type == 'cpu' else max(2, (os.cpu_count() or 4) - 2)
    loader = stream(Samples(args.network, real, phantoms, tissues, shares, first_seed, scans), processes)
    curve = open(os.path.join(args.run, 'curve.csv'), 'a', newline='')
    writer = csv.writer(curve)
    if curve.tell() == 0:
        writer.writerow(['step', 'minutes', 'rate', 'seconds_a_step', 'waiting', 'loss', 'real_vertebra', 'real_disc',
                         'real_canal', 'phantom_vertebra', 'phantom_disc', 'phantom_canal', 'phantom_sacrum', 'phantom_fifth',
                         'held_out_vertebra', 'held_out_disc', 'held_out_canal'])
    losses, recent, waiting = [], {True: [], False: []}, 0.0
    clock, saved_at, checked_at, reported_at = time.time(), time.time(), time.time(), time.time()
    first_step = before = step
    own = 0
    while spent < args.minutes * 60:
        t = time.time()
        sample = next(loader)
        waiting += time.time() - t
        done = spent / (args.minutes * 60)
        rate = args.peak_rate * min(1, done / WARM_UP + 0.02) * 0.5 * (1 + math.cos(math.pi * min(1, done))) + 1e-6
        shared[0] = rate
        loss, is_real, scores = improve(net, optimiser, sample, rate)
        own += 1
        step = before + own + int(shared[2])
        decay = min(0.999, (1 + step) / (20 + step))
        with torch.no_grad():
            for key, value in net.state_dict().items():
                ema[key].lerp_(value, 1 - decay)
        losses.append(loss)
        recent[is_real].append(scores)
        now = time.time()
        spent += min(now - clock, 120.0)  # a suspended machine does not spend the schedule
        clock = now
        over = spent >= args.minutes * 60
        shared[1] = float(over)
        check = bool(held_out) and (now - checked_at > 420 or over)
        if now - reported_at > 60 or over or check:
            held = ['', '', '']
            if check and held_out:
                averaged = VNet(args.network).to(device).eval()
                averaged.load_state_dict(ema)
                held = [f'{v:.4f}' for v in check_real(averaged, args.real)]
                checked_at = time.time()
            with np.errstate(all='ignore'):
                warnings.simplefilter('ignore')
                means = {k: (np.nanmean(v, 0) if v else [np.nan] * CURVES) for k, v in recent.items()}
            row = [step, f'{spent / 60:.2f}', f'{rate:.2e}', f'{(now - reported_at) / max(1, step - first_step):.3f}',
                   f'{waiting / max(1e-6, now - reported_at):.2f}', f'{np.mean(losses):.4f}',
                   *(f'{v:.3f}' for v in [*means[True][:3], *means[False]]), *held]
            writer.writerow(row)
            curve.flush()
            print(*row, flush=True)
            losses, recent, waiting = [], {True: [], False: []}, 0.0
            reported_at, first_step = now, step
        if now - saved_at > 150 or over:
            log.update(steps=step, seconds=spent, phantomCount=len(phantom_files(args.phantoms)))
            if scans:
                log['scanCount'] = len(phantom_files(args.scans))
            if over:
                log['sha256']['phantoms'] = folder_hash(phantom_files(args.phantoms))
                log['sha256']['scans'] = folder_hash(phantom_files(args.scans))
            save(last, {'net': net.state_dict(), 'ema': ema, 'optimiser': optimiser.state_dict(), 'log': log})
            saved_at = now
    print('done', json.dumps(log), flush=True)


if __name__ == '__main__':
    main()
