// Runs on the audio thread: hands the microphone's samples to the page, sixteen blocks at a time.
class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.gathered = new Float32Array(2048);
    this.filled = 0;
  }

  process([input]) {
    const block = input[0];
    if (!block) return true;
    if (this.filled + block.length > this.gathered.length) this.send();
    this.gathered.set(block, this.filled);
    this.filled += block.length;
    return true;
  }

  send() {
    this.port.postMessage(this.gathered.slice(0, this.filled));
    this.filled = 0;
  }
}

registerProcessor("orderline-tap", Tap);
