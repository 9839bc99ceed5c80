export { StartPage } from "./start_page";
