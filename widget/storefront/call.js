// A call from the page: microphone, one WebRTC leg, one WebSocket. No framework; the page only shows what this tells.
// The server is ICE-lite and puts its candidates into the answer, so the offer waits for ours and nothing trickles.

const gatherMs = 2000;

/**
 * Starts a call. `show(state, more)` is told: connecting, greeting, waiting, talking, held, ended, where nobody answers
 * closed, message (he may leave one), callback (he is called back), or a fault: denied, noMicrophone, insecure, busy,
 * failed. Gives back { hangUp, digits }.
 */
export function startCall({ shop, name, phone, order, audio, show }) {
  const call = { over: false, socket: undefined, peer: undefined, microphone: undefined };

  const end = (state) => {
    if (call.over) return;
    call.over = true;
    call.socket?.close();
    call.peer?.close();
    call.microphone?.getTracks().forEach((track) => track.stop());
    audio.srcObject = null;
    show(state);
  };

  show("connecting");
  connect(call, { shop, name, phone, order, audio, show, end }).catch((error) => end(faultOf(error)));

  return {
    hangUp() {
      if (call.socket?.readyState === WebSocket.OPEN) send(call, { type: "hang_up" });
      end("ended");
    },
    digits: (digits) => send(call, { type: "digits", digits }),
  };
}

async function connect(call, { shop, name, phone, order, audio, show, end }) {
  if (!navigator.mediaDevices) throw new Error("insecure");
  call.microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  if (call.over) return call.microphone.getTracks().forEach((track) => track.stop());
  call.peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
  call.peer.addTrack(call.microphone.getAudioTracks()[0], call.microphone);
  call.peer.ontrack = (event) => {
    audio.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    void audio.play().catch(() => undefined);
  };
  call.peer.onconnectionstatechange = () => {
    if (call.peer.connectionState === "failed") end("failed");
  };
  await call.peer.setLocalDescription(await call.peer.createOffer());
  await gathered(call.peer);
  if (call.over) return;
  call.socket = await open();
  if (call.over) return call.socket.close();
  call.socket.onmessage = (message) => heard(call, JSON.parse(message.data), show, end);
  call.socket.onclose = () => end("ended");
  // Empty answers are left out: unknown stays unknown.
  const known = Object.entries({ shop, name, phone, order }).filter(([, value]) => value);
  send(call, { type: "call", sdp: call.peer.localDescription.sdp, ...Object.fromEntries(known) });
}

function heard(call, frame, show, end) {
  if (frame.type === "answer") {
    call.peer.setRemoteDescription({ type: "answer", sdp: frame.sdp }).catch(() => end("failed"));
  } else if (frame.type === "state") {
    if (frame.state === "ended") end("ended");
    else show(frame.state, { position: frame.position });
  } else if (frame.type === "error") {
    end(/busy|full|limit|many|throttl/.test(frame.code) ? "busy" : "failed");
  }
}

function open() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${scheme}://${location.host}/public/v1/call`);
    socket.onopen = () => resolve(socket);
    socket.onerror = () => reject(new Error("failed"));
  });
}

function gathered(peer) {
  if (peer.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, gatherMs);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function send(call, frame) {
  if (call.socket?.readyState === WebSocket.OPEN) call.socket.send(JSON.stringify(frame));
}

function faultOf(error) {
  if (error.message === "insecure") return "insecure";
  if (error.name === "NotAllowedError") return "denied";
  return error.name === "NotFoundError" || error.name === "NotReadableError" ? "noMicrophone" : "failed";
}
