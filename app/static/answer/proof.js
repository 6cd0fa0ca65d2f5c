/* A moment's work that the server may ask for while far too many answers arrive: it counts up until
   SHA-256 gives what was asked (ALTCHA, proof of work v2, algorithm SHA-256). Loaded then only.
   SHA-256 is written out (FIPS 180-4): over plain http the browser lends none. */
const WORK = 25; // milliseconds between two looks at what the person does
const fraction = (root) => Math.floor((root % 1) * 2 ** 32);
const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const ROUND = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const FIRST = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const words = new Int32Array(64);

/* The digest of the one block that the first sixteen words hold. */
const digest = (out) => {
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15], y = words[i - 2];
    const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
  }
  let a = FIRST[0], b = FIRST[1], c = FIRST[2], d = FIRST[3], e = FIRST[4], f = FIRST[5], g = FIRST[6], h = FIRST[7];
  for (let i = 0; i < 64; i++) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + high + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  out[0] = a + FIRST[0];
  out[1] = b + FIRST[1];
  out[2] = c + FIRST[2];
  out[3] = d + FIRST[3];
  out[4] = e + FIRST[4];
  out[5] = f + FIRST[5];
  out[6] = g + FIRST[6];
  out[7] = h + FIRST[7];
};
const hex = (values) => Array.from(values, (value) => (value >>> 0).toString(16).padStart(8, "0")).join("");

/* What to send for a challenge of SHA-256 at cost 1: the payload, in base64. */
const solved = async (challenge) => {
  const { nonce, salt, keyPrefix } = challenge.parameters;
  const before = Int32Array.from((salt + nonce).match(/.{8}/g), (piece) => parseInt(piece, 16));
  const wanted = parseInt(keyPrefix.slice(0, 8), 16) | 0;
  const out = new Int32Array(8);
  let rest = performance.now() + WORK;
  for (let counter = 0; counter < 2 ** 32; counter++) {
    words.fill(0, 0, 16);
    words.set(before);
    words[8] = counter;
    words[9] = 1 << 31; // the end of the message, then its length in bits
    words[15] = 288;
    digest(out);
    if (out[0] === wanted && hex(out).startsWith(keyPrefix)) {
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey: hex(out) } }));
    }
    if (counter % 256 === 0 && performance.now() > rest) {
      await new Promise((done) => setTimeout(done));
      rest = performance.now() + WORK;
    }
  }
};

/* What goes at the end of the body that was refused. */
export default async (said) => `&proof=${encodeURIComponent(await solved(said.challenge))}`;

/* The page of waiting: the answer leaves by itself once the work is done. */
const form = globalThis.document?.getElementById("patience");
if (form) {
  const state = document.getElementById("etat");
  state.textContent = form.dataset.working;
  solved(JSON.parse(form.dataset.challenge))
    .then((payload) => {
      form.elements.proof.value = payload;
      form.submit();
    })
    .catch(() => (state.textContent = form.dataset.waiting));
}
