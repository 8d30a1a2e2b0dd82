#pragma once

namespace millrace {

template <class T = void>
class Deferred;
template <class T = void>
class Resolver;

} // namespace millrace
