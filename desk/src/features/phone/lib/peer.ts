// One WebRTC leg to the server: makes the offer with every candidate gathered, takes the answer, plays what comes.
// The server is ICE-lite and sends its candidates inside the answer, so nothing trickles.

export interface Peer {
  offer(): Promise<string>;
  answer(sdp: string): Promise<void>;
  replaceTrack(track: MediaStreamTrack): Promise<void>;
  onState(listener: (state: RTCPeerConnectionState) => void): void;
  onRemote(listener: (stream: MediaStream) => void): void;
  stats(): Promise<StatsRow[]>;
  close(): void;
}

/** The part of RTCStatsReport that the network's sign is made of. */
export interface StatsRow {
  type: string;
  id?: string;
  kind?: string;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  candidateType?: string;
  nominated?: boolean;
  currentRoundTripTime?: number;
  packetsReceived?: number;
  packetsLost?: number;
  jitter?: number;
}

const gatherMs = 2000;

/** A direct way wins by ICE's own order; the relay is the last. */
export function makePeer(track: MediaStreamTrack, iceServers: RTCIceServer[]): Peer {
  const connection = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" });
  const stream = new MediaStream([track]);
  const sender = connection.addTrack(track, stream);
  return {
    async offer() {
      await connection.setLocalDescription(await connection.createOffer());
      await gathered(connection);
      return connection.localDescription?.sdp ?? "";
    },
    answer: (sdp) => connection.setRemoteDescription({ type: "answer", sdp }),
    replaceTrack: (next) => sender.replaceTrack(next),
    onState: (listener) => {
      connection.onconnectionstatechange = () => listener(connection.connectionState);
    },
    onRemote: (listener) => {
      connection.ontrack = (event) => listener(event.streams[0] ?? new MediaStream([event.track]));
    },
    stats: async () => [...(await connection.getStats()).values()] as StatsRow[],
    close: () => connection.close(),
  };
}

/** Host candidates come at once; a machine with a dead adapter must not keep the phone waiting. A relay that comes later is tried all the same: the server learns of it by its checks. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, gatherMs);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve();
    });
  });
}
