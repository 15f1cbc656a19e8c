// Unpacks the browser, the libraries and the fonts that come with it into TMPDIR, which
// @sparticuz/chromium takes for that: `npm ci` leaves them packed.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium, { inflate } from "@sparticuz/chromium";

const packed = join(fileURLToPath(import.meta.resolve("@sparticuz/chromium")), "../../bin");
await chromium.executablePath(packed);
await inflate(join(packed, "al2023.tar.br"));
