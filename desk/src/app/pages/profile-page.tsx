import { Profile } from "@/features/profile/components/profile";

export function ProfilePage() {
  return <Profile />;
}
