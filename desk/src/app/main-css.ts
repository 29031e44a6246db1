// Style sheets in their order: Mantine first, then the desk's own tokens over it.
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./tokens.css";
import "./base.css";
