// How numbers and times are written.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const count = number => whole.format(number);
export const amount = number => money.format(number);

/** Milliseconds, with as many digits as matter. */
export function millis(number) {
  if (number == null) return '–';
  if (number >= 1000) return (number / 1000).toFixed(1) + ' s';
  if (number < 0.1) return (number * 1000).toFixed(0) + ' µs';
  return number.toFixed(number >= 10 ? 0 : number >= 1 ? 1 : 2) + ' ms';
}

/** A power of ten of milliseconds. */
export function magnitude(number) {
  return number >= 1000 ? number / 1000 + ' s' : number >= 1 ? number + ' ms' : Math.round(number * 1000) + ' µs';
}

/** A rate, which is of interest also when it is small. */
export const rate = number => number > 0 && number < 10 ? number.toFixed(1) : count(number);

export function age(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return seconds + ' s';
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? minutes + ' min' : Math.floor(minutes / 60) + ' h';
}

export const clock = date => date.toLocaleTimeString('en-GB');
