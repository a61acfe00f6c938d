// The settings that ctest hands to the tests of this folder.
export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this test with tests/run browser, or with ctest`);
  return value;
}
