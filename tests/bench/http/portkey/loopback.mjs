// Portkey listens on all addresses of the machine and has no option for fewer. A benchmark has to stay
// among itself.
import net from 'node:net';

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, host, ...rest) {
    return listen.call(this, port, '127.0.0.1', ...rest);
};
