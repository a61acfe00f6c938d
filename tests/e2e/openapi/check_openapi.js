// Whether a file is OpenAPI 3.1, every schema in it JSON Schema without a word that means nothing, and every reference leads
// somewhere: `check_openapi.js FILE`.

import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import formats from "ajv-formats";

const SCHEMA = "#/components/schemas/[^/]+|#/.*/(schema|x-event-data)";

function* pointers(node, pointer = "#") {
  yield pointer;
  if (node === null || typeof node !== "object") return;
  for (const [name, child] of Object.entries(node)) {
    yield* pointers(child, `${pointer}/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`);
  }
}

const validator = new Validator();
const { valid, errors } = await validator.validate(process.argv[2]);
if (!valid) throw new Error(JSON.stringify(errors, null, 2));
if (validator.version !== "3.1") throw new Error(`this is OpenAPI ${validator.version} and not 3.1`);

// To the validator of the file any object is a schema.
const ajv = new Ajv2020({ strict: true, strictTypes: false });
formats(ajv);
ajv.addVocabulary(Object.keys(validator.specification));
ajv.addSchema(validator.specification, "file");
const schemas = [...pointers(validator.specification)].filter((pointer) => new RegExp(`^(${SCHEMA})$`).test(pointer));
for (const pointer of schemas) ajv.compile({ $ref: `file${pointer}` });
console.log(`OpenAPI 3.1 with ${schemas.length} schemas`);
