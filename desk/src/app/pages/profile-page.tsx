import { Profile } from "@/features/profile/components/profile";

import { useAskedLeave } from "../shell/asked-leave";

export function ProfilePage() {
  const { ask, dialog } = useAskedLeave();
  return (
    <>
      <Profile leave={ask} />
      {dialog}
    </>
  );
}
