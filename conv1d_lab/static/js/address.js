/**
 * What an address can say, by name; numbers are whole.
 * @typedef {Record<string, string | number>} Said
 *
 * @typedef {object} Kept
 * @property {() => Said} now what the address would say of the page as it is
 * @property {(wanted: Said) => void} follow make the page so, as near as can be
 * @property {(name: string, value: string) => boolean} isWord whether a value is no number
 * @property {() => boolean} isBusy whether the address is left as it is for now
 */

/**
 * Let the address of a saved page keep what differs from the page as it was made, as
 * #t=2&o=1&stride=2.
 * @param {{subscribe: (listener: () => void) => unknown}} store
 * @param {Kept} kept
 */
export function keepInAddress(store, { now, follow, isWord, isBusy }) {
  const made = now();
  let timer = 0;
  let known = ""; // the address that has been followed or kept

  const link = () =>
    Object.entries(now()).filter(([name, value]) => value !== made[name])
      .map(([name, value]) => `${name}=${value}`).join("&");

  /** What the address asks for, and for the rest what the page was made with. */
  function wantedValues() {
    const wanted = { ...made };
    const typed = location.hash.slice(1).replaceAll("+", "%2B"); // or "+2" is read as " 2"
    for (const [name, value] of new URLSearchParams(typed)) {
      if (!(name in made)) continue;
      wanted[name] = isWord(name, value) ? value : wholeNumber(value) ?? made[name];
    }
    return wanted;
  }

  function followAddress() {
    clearTimeout(timer);
    known = location.hash;
    follow(wantedValues());
  }

  function keep() {
    // Another address is followed in a moment: it must not be lost.
    if (isBusy() || location.hash !== known) return;
    // Some front ends forbid a page inside another one to change its address.
    const address = link() ? `#${link()}` : location.href.split("#")[0];
    try {
      history.replaceState(null, "", address);
    } catch { /* the address stays as it is */ }
    known = location.hash;
  }

  followAddress();
  keep();
  addEventListener("hashchange", followAddress);
  store.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(keep, 200);
  });
}

/**
 * The element in which a saved page shows something, and what it shows.
 * @returns {[element: HTMLElement, state: any]}
 */
export function placeAndState() {
  return [elementNamed("explorer"), JSON.parse(elementNamed("state").textContent ?? "")];
}

/** @param {string} id */
function elementNamed(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element with the id ${id}`);
  return found;
}

/** @param {string} value */
const wholeNumber = (value) => /^[+-]?\d{1,15}$/.test(value) ? Number(value) : undefined;
