// One act on a conversation: the answer goes into the cache; a lost race fetches what is true now.
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { ApiError } from "@/shared/api/client";
import { threadKey, type ChatMessage, type Conversation } from "@/shared/api/conversations";

import { keepAnswer } from "../lib/stream";

type Answer = { conversation: Conversation; message?: ChatMessage | null };

export function useAct(id: string, done: () => void = () => undefined) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (run: () => Promise<Answer>) => run(),
    onSuccess: (answer) => {
      keepAnswer(cache, answer);
      done();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409) void cache.invalidateQueries({ queryKey: threadKey(id) });
    },
  });
}
