import { post } from "@/shared/api/client";
import type { SetupAnswers } from "@/shared/api/types";

export const sendSetup = (answers: SetupAnswers) => post<{ login: string }>("/api/v1/setup", answers);
