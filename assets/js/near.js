// "Use my location": asks for it only when pressed, and rounds it before it goes anywhere. Without this there is no such button.
"use strict";
for (const near of document.querySelectorAll(".near-me")) {
  const field = document.getElementById("near"), said = near.nextElementSibling;
  // Steps of a fiftieth of a degree, over a mile: a neighborhood, not a door.
  const round = (degrees) => (Math.round(degrees * 50) / 50).toFixed(2);
  const fail = () => {
    said.textContent = near.dataset.failed;
    near.disabled = false;
    field.focus();
  };
  near.hidden = !("geolocation" in navigator);
  near.addEventListener("click", () => {
    near.disabled = true;
    said.textContent = near.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      field.value = `${round(coords.latitude)},${round(coords.longitude)}`;
      near.disabled = false;
      field.form.requestSubmit();
    }, fail, { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 });
  });
}
