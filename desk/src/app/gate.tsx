// What stands at the door: the first visit, the sign-in, or the desk.
import { useMantineColorScheme } from "@mantine/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useMemo } from "react";

import { SignIn } from "@/features/sign-in/components/sign-in";
import { makePhone } from "@/features/phone/lib/make-phone";
import { ApiError, get } from "@/shared/api/client";
import type { Me } from "@/shared/api/types";
import { ActionsProvider } from "@/shared/lib/actions";
import { speak } from "@/shared/lib/i18n";
import { PhoneProvider } from "@/shared/lib/phone";
import { MeProvider, meQuery } from "@/shared/lib/session";
import { ProblemText } from "@/shared/ui/problem-text";

import { Desk } from "./desk";
import { useLiveStream } from "./live-stream";

const Setup = lazy(() => import("@/features/setup/components/setup").then((m) => ({ default: m.Setup })));

const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => get<{ needed: boolean }>("/api/v1/setup"),
  staleTime: Infinity,
});

export function Gate() {
  const cache = useQueryClient();
  const me = useQuery(meQuery);
  const signedOut = me.error instanceof ApiError && me.error.status === 401;
  const setup = useQuery({ ...setupQuery, enabled: signedOut });
  const signedIn = (fresh: Me) => cache.setQueryData(meQuery.queryKey, fresh);

  if (me.data) return <SignedIn key={me.data.person_id} me={me.data} />;
  if (signedOut && setup.data?.needed) {
    return (
      <Suspense>
        <Setup onDone={() => void cache.invalidateQueries({ queryKey: setupQuery.queryKey })} />
      </Suspense>
    );
  }
  if (signedOut && (setup.data || setup.error)) return <SignIn onSignedIn={signedIn} />;
  if (me.error && !signedOut) return <ProblemText error={me.error} />;
  return null;
}

function SignedIn({ me }: { me: Me }) {
  usePersonalLook(me);
  useLiveStream(me.person_id);
  const phone = useMemo(makePhone, []);
  useEffect(() => () => phone.disconnect(), [phone]);
  return (
    <MeProvider me={me}>
      <ActionsProvider singleKeys={me.single_keys}>
        <PhoneProvider phone={phone}>
          <Desk />
        </PhoneProvider>
      </ActionsProvider>
    </MeProvider>
  );
}

function usePersonalLook({ language, theme, density }: Me): void {
  // Mantine would stop transitions by an inline <style>, which the content policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  useEffect(() => void speak(language), [language]);
  useEffect(() => {
    setColorScheme(theme === "light" || theme === "dark" ? theme : "auto");
  }, [theme, setColorScheme]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}
