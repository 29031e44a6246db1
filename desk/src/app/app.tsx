// Providers from the outside in, then the one question: set up, sign in, or work?
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";

import { queryClient } from "@/shared/api/query-client";

import { Gate } from "./gate";
import { theme } from "./theme";

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <I18nProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" limit={3} autoClose={6000} />
          <Gate />
        </QueryClientProvider>
      </I18nProvider>
    </MantineProvider>
  );
}
