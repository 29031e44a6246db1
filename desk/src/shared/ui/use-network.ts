// The network to the server, looked at every few seconds while the browser phone is up.
import { useEffect, useState } from "react";

import { gradeOf, type Grade } from "@/shared/lib/network-grade";
import { usePhone, usePhoneState, type Network } from "@/shared/lib/phone";

const everyMs = 3000;

export function useNetwork(): (Network & { grade: Grade }) | undefined {
  const phone = usePhone();
  const up = usePhoneState().status === "up";
  const [network, setNetwork] = useState<Network>();
  useEffect(() => {
    if (!up) return setNetwork(undefined);
    const look = () => void phone.network().then(setNetwork).catch(() => undefined);
    look();
    const timer = window.setInterval(look, everyMs);
    return () => window.clearInterval(timer);
  }, [phone, up]);
  return network && { ...network, grade: gradeOf(network) };
}
