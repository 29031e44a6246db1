#!/usr/bin/env python3
"""The project's own music: a calm 32-second loop, PCM16 8 kHz mono on stdout. `music` for the line, `hold_music` for hold.

Soft bell tones over slow chords; every note dies out before the loop ends or wraps round into its beginning, so that the
loop closes without a click. Written for this project; no sample of anybody else's work is used.
"""
import array
import math
import sys

RATE = 8000
BEAT = 0.5  # seconds
CHORDS = {  # MIDI notes; four beats each, sixteen chords
    "music": [(60, 64, 67, 71), (57, 60, 64, 67), (65, 69, 72, 76), (55, 59, 62, 69)] * 3
    + [(62, 65, 69, 72), (64, 67, 71, 74), (65, 69, 72, 76), (55, 59, 62, 65)],
    "hold_music": [(65, 69, 72, 76), (64, 67, 72, 74), (62, 65, 69, 72), (60, 64, 67, 74)] * 4,
}
PATTERN = {"music": (0, 2, 1, 3, 2, 1, 3, 2), "hold_music": (3, 1, 2, 1, 0, 1, 2, 1)}  # chord tones, eight a chord


def hertz(note):
    return 440.0 * 2 ** ((note - 69) / 12)


def add(buffer, start, seconds, note, volume, decay):
    """One bell: two partials with exponential decay, wrapped round the end of the loop."""
    size, hz = len(buffer), hertz(note)
    for i in range(int(seconds * RATE)):
        t = i / RATE
        attack = min(1.0, t / 0.012)
        release = min(1.0, (seconds - t) / 0.05)
        value = math.sin(2 * math.pi * hz * t) + 0.35 * math.sin(4 * math.pi * hz * t) * math.exp(-3 * t)
        buffer[(start + i) % size] += volume * attack * release * math.exp(-decay * t) * value


def compose(name):
    chords, pattern = CHORDS[name], PATTERN[name]
    buffer = [0.0] * int(len(chords) * 4 * BEAT * RATE)
    for number, chord in enumerate(chords):
        start = int(number * 4 * BEAT * RATE)
        for note in chord[:3]:
            add(buffer, start, 2.6, note - 12, 0.10, 0.9)
        for step, tone in enumerate(pattern):
            add(buffer, start + int(step * BEAT / 2 * RATE), 1.4, chord[tone] + 12, 0.16 if step % 4 else 0.22, 2.6)
    loudest = max(abs(v) for v in buffer)
    return array.array("h", (int(v / loudest * 11000) for v in buffer))


if __name__ == "__main__":
    samples = compose(sys.argv[1] if len(sys.argv) > 1 else "music")
    if sys.byteorder == "big":
        samples.byteswap()
    sys.stdout.buffer.write(samples.tobytes())
