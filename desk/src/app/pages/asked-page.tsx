export { AskedPage } from "@/features/conversations/components/asked-page";
