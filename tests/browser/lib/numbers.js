// Invented numbers with correct check digits.

/** An NPI that nobody has: the first digit is 2. `n` picks one. */
export function npi(n) {
  const nine = `2${String(n).padStart(8, "0")}`;
  for (let digit = 0; digit < 10; digit += 1) if (luhn(`80840${nine}${digit}`)) return nine + digit;
  throw new Error("unreachable: one of ten digits fits");
}

/** The same NPI with a wrong check digit. */
export const wrongNpi = (n) => npi(n).slice(0, 9) + ((Number(npi(n)[9]) + 1) % 10);

/** A DEA number of a practitioner whose last name begins with `initial`. */
export function dea(initial, n) {
  const six = String(n).padStart(6, "0");
  const [a, b, c, d, e, f] = [...six].map(Number);
  return `B${initial}${six}${(a + c + e + 2 * (b + d + f)) % 10}`;
}

function luhn(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}
