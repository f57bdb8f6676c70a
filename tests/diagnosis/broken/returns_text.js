export default {
  fetch() {
    return "Hello";
  },
};
